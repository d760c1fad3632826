"""Plays a script: moves the clock from scene to scene, sends what people say, and shows what comes of it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from contracts import subjects
from contracts.problems import Problem
from frontdesk.client import EventStream, Received
from frontdesk.console import REFUSED, Failure
from frontdesk.demo.installation import Installation
from frontdesk.demo.names import Names
from frontdesk.demo.script import Entry, Scene, Script, Seen

MINUTE = timedelta(minutes=1)
MOST_STEPS = 120
"""From one scene to the next: within two hours the clock goes by the minute, through nights and weeks faster."""
HIRED = Entry(by="admin", send="roster.register_staff")


class Stage(Protocol):
    """Where the day is shown."""

    def scene(self, at: datetime, scene: Scene) -> None: ...
    def command(self, entry: Entry, body: Mapping[str, Any]) -> None: ...
    def refusal(self, problem: Problem, *, expected: bool) -> None: ...
    def event(self, received: Received) -> None: ...
    def hired(self, count: int) -> None: ...


@dataclass
class Played:
    """What the day left behind: every event in order, and what did not go as the script says."""

    events: list[Received] = field(default_factory=list)
    commands: int = 0
    refusals: int = 0
    surprises: list[str] = field(default_factory=list)


class Player:
    def __init__(self, script: Script, zone: ZoneInfo, installation: Installation, stage: Stage, pause: float) -> None:
        self._script = script
        self._zone = zone
        self._client = installation.client
        self._steering = installation.steering
        self._stage = stage
        self._pause = pause
        self._now = script.moment(script.begins, zone)
        self._show: Callable[[Received], None] = stage.event
        self.names = Names(script, zone)
        self.played = Played()

    async def play(self) -> Played:
        """The whole day. Raises Failure when a command that must be accepted was refused, with its reason."""
        async with self._client.events(since="all") as events:
            await self._hire(events)
            for scene in self._script.scenes:
                await self._move(scene, events)
                self._stage.scene(self._now, scene)
                for entry in scene.play:
                    await self._do(entry, events)
        return self.played

    async def _hire(self, events: EventStream) -> None:
        for person in self._script.people.values():
            await self._client.send(HIRED.by, person)
        self.played.commands += len(self._script.people)
        self._show = lambda _received: None
        await self._settle(events)
        self._show = self._stage.event
        self._stage.hired(len(self._script.people))

    async def _move(self, scene: Scene, events: EventStream) -> None:
        until = self._script.moment(scene.at, self._zone, scene.day)
        step = max(MINUTE, (until - self._now) / MOST_STEPS)
        async for _ in self._steering.advance(self._now, until, step):
            await self._read(events)
        self._now = until
        await asyncio.sleep(self._pause)

    async def _do(self, entry: Entry, events: EventStream) -> None:
        body = self.names.fill(entry.body)
        self._stage.command(entry, body)
        self.played.commands += 1
        try:
            answer = await self._client.send(entry.by, body, key=entry.send)
        except Problem as problem:
            self._judge(entry, problem)
        else:
            if entry.refused is not None:
                self.played.surprises.append(f"{self._place(entry)}: was accepted and should have been refused")
            document = answer.model_dump(mode="json")
            self.names.known |= {name: document[taken] for name, taken in entry.remember.items()}
        await self._settle(events)
        for name, seen in entry.notice.items():
            self.names.known[name] = self._noticed(entry, seen)
        await asyncio.sleep(self._pause)

    def _judge(self, entry: Entry, problem: Problem) -> None:
        wanted = entry.refused
        self._stage.refusal(problem, expected=wanted is not None)
        if wanted is None:
            errors = "; ".join(f"{path}: {message}" for path, message in problem.errors.items())
            said = f"{self._place(entry)}: refused with {problem.status}: {problem.detail} {errors}".strip()
            raise Failure("The day did not go as written", said, code=REFUSED)
        self.played.refusals += 1
        said = " ".join([problem.detail, *problem.errors, *problem.errors.values()])
        if problem.status != wanted.status or wanted.says not in said:
            self.played.surprises.append(
                f"{self._place(entry)}: refused with {problem.status} {said!r}, not {wanted.status} {wanted.says!r}"
            )

    def _noticed(self, entry: Entry, seen: Seen) -> Any:
        number = self.names.fill(seen.number)
        for received in reversed(self.played.events):
            if received.key == seen.event and number in (None, received.number) and _is_as(received, seen):
                return received.data[seen.take]
        raise Failure("The day did not go as written", f"{self._place(entry)}: no {seen.event} came", code=REFUSED)

    async def _settle(self, events: EventStream) -> None:
        await self._steering.settle()
        await self._read(events)

    async def _read(self, events: EventStream) -> None:
        """Every event that is in the stream now."""
        info = await self._client.js.stream_info(subjects.EVENTS_STREAM)
        seen = self.played.events
        while (seen[-1].sequence if seen else 0) < info.state.last_seq:
            received = await events.next()
            seen.append(received)
            self._show(received)

    def _place(self, entry: Entry) -> str:
        return f"{self._now:%H:%M} {entry.by} {entry.send}"


def _is_as(received: Received, seen: Seen) -> bool:
    return all(received.data.get(name) == value for name, value in seen.where.items())
