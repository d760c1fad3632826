"""Two finished requests as the services themselves tell them, and a way to tell them to one service in any order."""

import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from chassis.columns import Instant
from chassis.items import Outcome, Status
from contracts import subjects
from contracts.base import Command, Event
from contracts.cashdesk import ChargeRaised, OpenDrawer, TakePayment
from contracts.dispatch import TakeStep
from contracts.envelope import Envelope
from contracts.followup import CallbackScheduled, RecordResult
from contracts.intake import AcceptTransfer, RecordRequest, TransferRequest
from contracts.money import Money
from contracts.problems import Problem
from tests.acceptance.desk import COMPLAINT, PEOPLE, REPAIR
from tests.harness import SITE, START, Desk, make_desk

COMPLAINT_NUMBER, REPAIR_NUMBER = "HQ-20261121-0001", "HQ-20261121-0002"
QUOTE = {"amount": "120.00", "currency": "CNY"}
SERVICES = ("intake", "dispatch", "followup", "cashdesk")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Fact = tuple[Envelope, Event]
Said = tuple[str, str, Command]


@dataclass
class Story:
    """``events`` in the order in which they were announced; ``said``: service, actor and command, as they came."""

    events: list[Fact] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def heard_by(self, service: str) -> list[Fact]:
        """What that service subscribes to."""
        on = importlib.import_module(f"services.{service}.main").definition.subscribers
        return [
            (envelope, event)
            for envelope, event in self.events
            if event.key() in on.events or event.service in on.recorded_services
        ]

    def said_to(self, service: str) -> list[Said]:
        return [each for each in self.said if each[0] == service]


async def service(name: str, folder: Path) -> Desk:
    """One service on a SQLite file of its own, with everybody hired and on duty."""
    desk = await make_desk(
        importlib.import_module(f"services.{name}.main").definition, f"sqlite+aiosqlite:///{folder / name}.db"
    )
    for actor, (full_name, roles, department) in PEOPLE.items():
        desk.staff(actor, name=full_name, roles=roles, department=department)
    return desk


async def deliver(desk: Desk, fact: Fact) -> Outcome:
    """One delivery, with the envelope it was announced with. Raises the fault of the handler."""
    envelope, event = fact
    subject, body = subjects.event(SITE, event.key()), event.model_dump_json().encode()
    outcome = await desk._through(lambda done: desk.decoder.event(subject, envelope.headers(), body, done))
    if outcome.status is Status.FAILED and outcome.error is not None:
        raise outcome.error
    return outcome


async def deliver_all(desk: Desk, facts: Iterable[Fact], in_between: Callable[[], Any] | None = None) -> list[Fact]:
    """Deliver, and what comes too early again, until nothing changes; what is still too early then."""
    waiting = list(facts)
    while waiting:
        early = []
        for fact in waiting:
            if (await deliver(desk, fact)).status is Status.LATER:
                early.append(fact)
            elif in_between is not None:
                await in_between()
        if len(early) == len(waiting):
            return early
        waiting = early
    return []


class Speakers:
    """Sends commands in their order, each as soon as the service does not refuse it any more."""

    def __init__(self, desk: Desk, said: Sequence[Said]) -> None:
        self._desk = desk
        self._rest: dict[str, list[Said]] = {}
        for each in said:
            self._rest.setdefault(str(getattr(each[2], "number", "")), []).append(each)

    async def speak(self) -> None:
        for queue in self._rest.values():
            while queue:
                try:
                    await self._desk.send(queue[0][1], queue[0][2])
                except Problem:
                    break
                queue.pop(0)

    @property
    def unsaid(self) -> int:
        return sum(map(len, self._rest.values()))


class _Town:
    """Four services which hear each other at once."""

    def __init__(self, desks: dict[str, Desk]) -> None:
        self._desks = desks
        self.story = Story()
        self._minutes = 0

    async def say(self, name: str, actor: str, command: Command) -> Any:
        self._minutes += 1
        for desk in self._desks.values():
            desk.clock.set(START + timedelta(minutes=self._minutes))
        result = await self._desks[name].send(actor, command)
        self.story.said.append((name, actor, command))
        await self._spread()
        return result

    async def step(self, actor: str, number: str, name: str, **more: Any) -> None:
        await self.say("dispatch", actor, TakeStep(number=number, step=name, **more))

    async def _spread(self) -> None:
        waiting: dict[str, list[Fact]] = {name: [] for name in self._desks}
        while True:
            new = [fact for desk in self._desks.values() for fact in desk.announced]
            for desk in self._desks.values():
                desk.announced = []
            self.story.events += new
            if not new and not any(waiting.values()):
                return
            for name, desk in self._desks.items():
                mine = Story(events=new).heard_by(name)
                waiting[name] = await deliver_all(desk, waiting[name] + mine)

    def last(self, kind: type[Event], number: str) -> Any:
        return [
            event for envelope, event in self.story.events if isinstance(event, kind) and envelope.subject == number
        ][-1]


async def tell(folder: Path) -> Story:
    """A complaint with a dissatisfied callback, reopened and settled; a chargeable repair that changed hands, was paid
    and followed up."""
    desks = {name: await service(name, folder) for name in SERVICES}
    town = _Town(desks)
    await town.say("intake", "li", RecordRequest(line="complaint", form=COMPLAINT, confirmed=True))
    await town.say("intake", "li", RecordRequest(line="repair", form=REPAIR | {"chargeable": True}))
    await town.say("intake", "li", TransferRequest(number=REPAIR_NUMBER, to="chen"))
    await town.say("intake", "chen", AcceptTransfer(number=REPAIR_NUMBER))
    for satisfaction in (1, 5):
        await _settle_complaint(town)
        callback = town.last(CallbackScheduled, COMPLAINT_NUMBER)
        result = RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": satisfaction})
        await town.say("followup", callback.assignee, result)
    await _settle_repair(town)
    callback = town.last(CallbackScheduled, REPAIR_NUMBER)
    ratings = {"quality": 5, "timeliness": 4, "attitude": 5}
    await town.say("followup", callback.assignee, RecordResult(callback_id=callback.callback_id, ratings=ratings))
    for desk in desks.values():
        await desk.close()
    return town.story


async def _settle_complaint(town: _Town) -> None:
    await town.step("xu", COMPLAINT_NUMBER, "accepted")
    await town.step("xu", COMPLAINT_NUMBER, "completed", records={"measures": "更换地垫"})
    await town.step("ke", COMPLAINT_NUMBER, "signed_off")
    await town.step("li", COMPLAINT_NUMBER, "verified", records={"settled": True})


async def _settle_repair(town: _Town) -> None:
    await town.step("sun", REPAIR_NUMBER, "assigned", records={"assignee": "liu"})
    await town.step("liu", REPAIR_NUMBER, "on_site")
    await town.step("liu", REPAIR_NUMBER, "quoted", records={"amount": QUOTE})
    await town.step("liu", REPAIR_NUMBER, "quote_accepted", decision="accepted")
    await town.step("liu", REPAIR_NUMBER, "completed", records={"work": "更换阀芯"})
    await town.say("cashdesk", "li", OpenDrawer(drawer="front", counted=Money.parse("200.00 CNY")))
    charge = town.last(ChargeRaised, REPAIR_NUMBER)
    received = Money.parse("150.00 CNY")
    await town.say("cashdesk", "li", TakePayment(charge_id=charge.charge_id, method="cash", received=received))
    await town.step("li", REPAIR_NUMBER, "verified")


async def stored(desk: Desk) -> dict[str, list[str]]:
    """Every row of the service's own tables and its running timers, without ids and times."""
    kept = desk.definition.tables
    own = [table for table in desk.definition.metadata.sorted_tables if table not in vars(kept).values()]
    found: dict[str, list[str]] = {}
    async with desk.database.read() as store:
        for table in own:
            columns = [column for column in table.c if not isinstance(column.type, Instant)]
            found[table.name] = [_without_ids(row) for row in await store.rows(select(*columns))]
        timers = await store.rows(select(kept.timers.c.kind, kept.timers.c.number))
    found["timers"] = [str(tuple(row)) for row in timers]
    return {name: sorted(rows) for name, rows in found.items()}


def announced(desk: Desk) -> list[tuple[str, str]]:
    """Number and kind of every event the service announced."""
    return sorted((envelope.subject, event.key()) for envelope, event in desk.announced)


def _without_ids(row: Any) -> str:
    return UUID.sub("id", repr(sorted(row._mapping.items(), key=lambda item: str(item[0]))))
