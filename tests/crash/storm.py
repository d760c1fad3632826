"""A desk at work while its processes are killed: commands with known ids, each sent until it is answered."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from chassis.ids import new_id
from contracts.base import Command
from contracts.dispatch import StepReceipt, TakeStep
from contracts.intake import RecordRequest, RequestReceipt
from contracts.problems import Problem
from frontdesk.client import DeskClient
from tests.bench.installation import SITE, Installation
from tests.bench.load import REPAIR

COPIES = {"payer": "outsider", "paper": "A4", "sheets": 3, "no_receipt_told": True}
FIRST = ("intake", "dispatch", "broker")
NEXT = (*FIRST, *FIRST, "cashdesk", "roster")
WORKERS = 24
SECONDS = 10.0
LONGEST_LULL = 2.0
"""Seconds after which the next process is killed although few commands were answered."""
PATIENCE = 40.0
ASSIGNED: tuple[str, str, dict[str, Any]] = ("sun", "assigned", {"assignee": "liu"})
ARRIVED: tuple[str, str, dict[str, Any]] = ("liu", "on_site", {})


@dataclass
class Answers:
    """What was answered, by ``<site>:<actor>:<command id>``. ``unanswered`` are ids that nobody ever answered."""

    recorded: dict[str, RequestReceipt] = field(default_factory=dict)
    steps: dict[str, StepReceipt] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    repairs: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        return len(self.recorded) + len(self.steps)


class Storm:
    """``seed`` decides what is sent and who is killed after how many answers."""

    def __init__(self, installation: Installation, seed: int) -> None:
        self.answers = Answers()
        self.killed: list[str] = []
        self._installation = installation
        self._random = random.Random(seed)
        self._over = asyncio.Event()
        self._news = asyncio.Event()

    async def run(self) -> None:
        """``SECONDS`` of work and kills, then everything runs again and every command is answered."""
        client = await DeskClient.connect(self._installation.server.url, SITE, timeout=1.0)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(WORKERS):
                    group.create_task(self._work(client, random.Random(self._random.random())))
                group.create_task(self._kill())
        finally:
            await client.close()

    # ------------------------------------------------------------------ the desk
    async def _work(self, client: DeskClient, chance: random.Random) -> None:
        mine: list[tuple[str, int]] = []
        while not self._over.is_set():
            if len(mine) > 3 and chance.random() < 0.5:
                number, step = mine.pop(0)
                if await self._take_step(client, number, step) and step == 0 and chance.random() < 0.7:
                    mine.append((number, 1))
            else:
                number = await self._record(client, copies=chance.random() < 0.2)
                if number in self.answers.repairs:
                    mine.append((number, 0))

    async def _record(self, client: DeskClient, *, copies: bool) -> str:
        command = RecordRequest(
            line="copies" if copies else "repair", form=COPIES if copies else REPAIR, confirmed=True
        )
        command_id, receipt = await self._send(client, "li", command)
        if receipt is None:
            return ""
        self.answers.recorded[command_id] = receipt
        if not copies:
            self.answers.repairs.add(receipt.number)
        return str(receipt.number)

    async def _take_step(self, client: DeskClient, number: str, place: int) -> bool:
        actor, step, records = (ASSIGNED, ARRIVED)[place]
        try:
            command_id, receipt = await self._send(client, actor, TakeStep(number=number, step=step, records=records))
        except Problem as refused:
            if refused.status != 404:
                raise
            # dispatch was down and has not heard of the request yet; the refusal is a final answer to this id.
            return False
        if receipt is not None:
            self.answers.steps[command_id] = receipt
        return receipt is not None

    async def _send(self, client: DeskClient, actor: str, command: Command) -> tuple[str, Any]:
        """The same command id until there is an answer. Raises the problem of a refusal."""
        command_id = new_id()
        known_as = f"{SITE}:{actor}:{command_id}"
        try:
            receipt = await client.send(actor, command, command_id, patience=PATIENCE)
        except Problem as problem:
            if problem.status != 503:
                raise
            self.answers.unanswered.append(f"{known_as}: {problem}")
            receipt = None
        self._news.set()
        return known_as, receipt

    # ------------------------------------------------------------------ the storm
    async def _kill(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + SECONDS
        places = {self._installation.groups[place][0]: place for place in range(len(self._installation.groups))}
        # Those that matter most come first: on a slow machine there is no time for many.
        victims = self._random.sample(FIRST, len(FIRST))
        while loop.time() < until or len(self.killed) < len(FIRST):
            if not victims:
                victims = self._random.sample(NEXT, len(NEXT))
            await self._after(self._random.randint(5, 150))
            victim = victims.pop()
            if victim == "broker":
                await self._installation.server.kill()
                await self._installation.server.start()
            else:
                await self._installation.kill(places[victim])
                await self._installation.spawn(places[victim])
            self.killed.append(victim)
        self._over.set()

    async def _after(self, answers: int) -> None:
        wanted = self.answers.number + answers
        try:
            async with asyncio.timeout(LONGEST_LULL):
                while self.answers.number < wanted:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return
