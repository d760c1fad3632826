"""A desk as a client app sees it, with the words that make acceptance tests read like the rules."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from chassis.ids import new_id
from contracts.base import Command, Event, Query
from contracts.envelope import COMMAND_ID, ERROR, ERROR_CODE
from contracts.intake import ConfirmRequest, RecordRequest, RequestReceipt
from contracts.problems import Problem, ProblemDocument
from contracts.roster import PlannedShift, PublishRoster, RegisterStaff, SignIn
from frontdesk.client import EventStream, Received
from tests.stack import START, Stack

E = TypeVar("E", bound=Event)

People = dict[str, tuple[str, list[str], str]]

PEOPLE: People = {
    "li": ("李敏", ["clerk"], "desk"),
    "chen": ("陈静", ["clerk"], "desk"),
    "wang": ("王芳", ["desk_manager"], "desk"),
    "zhou": ("周强", ["duty_manager"], "desk"),
    "zhang": ("张建国", ["general_manager"], "management"),
    "sun": ("孙工", ["engineering_supervisor"], "engineering"),
    "liu": ("刘洋", ["technician"], "engineering"),
    "ma": ("马超", ["technician"], "engineering"),
    "ke": ("柯岚", ["customer_service_head"], "customer_service"),
    "xu": ("徐慧", ["customer_service_agent"], "customer_service"),
    "he": ("何平", ["agency_head"], "agency"),
    "qian": ("钱多", ["ticket_agent"], "agency"),
    "shen": ("沈飞", ["courier"], "agency"),
    "fang": ("方圆", ["finance_head"], "finance"),
    "lin": ("林涛", ["staff"], "finance"),
}

COMPLAINT = {
    "complainant": "张伟",
    "phone": "13812348000",
    "occurred_at": "2026-11-21T08:40:00+08:00",
    "place": "3号楼2单元大堂",
    "course": "保洁时地面湿滑未放警示牌，老人险些摔倒",
    "department": "customer_service",
}
REPAIR = {"reporter": "赵丽", "phone": "13987654321", "place": "5号楼1201", "problem": "厨房水龙头漏水"}
FLIGHT = {
    "name": "钱学文",
    "address": "6号楼1802",
    "room": "1802",
    "phone": "13700001111",
    "identity_number": "310101198001011234",
    "destination": "北京",
    "departs_at": "2026-12-01T08:00:00+08:00",
    "cabin": "economy",
}


class Recorder:
    """Every event of the installation, by site, in the order of the stream."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._seen: dict[str, list[Received]] = {}
        self._last = 0
        self._task: asyncio.Task[None] | None = None
        self._stream: EventStream | None = None

    async def start(self) -> None:
        self._stream = self._stack.client.events("desk.*.evt.>", since="all")
        await self._stream.start()
        self._task = asyncio.create_task(self._read(self._stream))

    async def _read(self, stream: EventStream) -> None:
        async for received in stream:
            self._seen.setdefault(received.site, []).append(received)
            self._last = received.sequence

    async def of(self, site: str) -> list[Received]:
        """All events of the site that are in the stream now."""
        info = await self._stack.client.js.stream_info("DESK_EVENTS")
        async with asyncio.timeout(20):
            while self._last < info.state.last_seq:
                await asyncio.sleep(0.002)
        return self._seen.setdefault(site, [])

    async def stop(self) -> None:
        if self._task and self._stream:
            self._task.cancel()
            await self._stream.close()


class Desk:
    """One site. Everything goes through the broker."""

    def __init__(self, stack: Stack, recorder: Recorder, site: str) -> None:
        self.stack = stack
        self.client = stack.client
        self.site = site
        self.start = START
        self._recorder = recorder

    async def open(self, people: People) -> None:
        await self.stack.set_clock(START)
        await self.hire(people)

    async def hire(self, people: People) -> None:
        await asyncio.gather(
            *(
                self.send("admin", RegisterStaff(actor=actor, name=name, roles=roles, department=department))
                for actor, (name, roles, department) in people.items()
            )
        )
        await self.stack.settle()

    # ------------------------------------------------------------------ doing
    async def send(
        self, actor: str, command: Command | dict[str, Any], *, key: str | None = None, command_id: str | None = None
    ) -> Any:
        """The command's result; raises RemoteProblem. Every command goes out twice under one id, answered the same."""
        command_id = command_id or new_id()
        first, again = [await self._answer(actor, command, command_id, key) for _ in range(2)]
        if isinstance(first, Problem):
            assert isinstance(again, Problem), f"refused, then answered {again}"
            assert again.document() == first.document()
            raise first
        assert again == first
        return first

    async def _answer(self, actor: str, command: Command | dict[str, Any], command_id: str, key: str | None) -> Any:
        try:
            return await self.client.send(actor, command, command_id, key=key, site=self.site)
        except Problem as refused:
            return refused

    async def does(self, actor: str, command: Command) -> Any:
        """Send, then wait until all services have done their part."""
        result = await self.send(actor, command)
        await self.stack.settle()
        return result

    async def ask(self, actor: str, query: Query) -> Any:
        return await self.client.ask(actor, query, site=self.site)

    async def refuses(
        self,
        actor: str,
        command: Command | Query | dict[str, Any],
        *,
        status: int,
        says: str = "",
        key: str | None = None,
    ) -> Problem:
        """The command is refused with that status and text, twice in the same words, and no event comes of it."""
        async with self.nothing_happens():
            with pytest.raises(Problem, match=says or None) as caught:
                if isinstance(command, Query):
                    await self.ask(actor, command)
                else:
                    await self.send(actor, command, key=key)
        assert caught.value.status == status, f"{caught.value.status}: {caught.value} {caught.value.errors}"
        return caught.value

    @asynccontextmanager
    async def nothing_happens(self) -> AsyncIterator[None]:
        """What is done in the block causes no event of this site."""
        await self.stack.settle()
        before = len(await self._recorder.of(self.site))
        yield
        await self.stack.settle()
        new = (await self._recorder.of(self.site))[before:]
        assert not new, f"a refused message caused {[r.key for r in new]}"

    async def refuses_raw(
        self, subject: str, body: bytes, *, status: int, headers: dict[str, str] | None = None
    ) -> ProblemDocument:
        """Bytes that no well-behaved client app sends: answered with a problem that explains itself, and no event.

        ``subject`` is what follows ``desk.<site>.``, or a whole subject beginning with ``desk.``.
        """
        whole = subject if subject.startswith("desk.") else f"desk.{self.site}.{subject}"
        async with self.nothing_happens():
            answer = await self.client.nats.request(whole, body, 10, headers={COMMAND_ID: new_id()} | (headers or {}))
        problem = ProblemDocument.model_validate_json(answer.data)
        assert answer.headers is not None, problem
        assert (answer.headers[ERROR_CODE], problem.status) == (str(status), status), problem
        assert answer.headers[ERROR] == problem.title
        assert problem.detail
        return problem

    async def at(self, time: str, *, day: int = 0) -> datetime:
        """Move the clock to a local wall time of the day (``day`` days after the first); returns the moment."""
        hour, minute, *second = (int(part) for part in time.split(":"))
        moment = self.start.replace(hour=hour, minute=minute, second=second[0] if second else 0) + timedelta(days=day)
        await self.stack.set_clock(moment)
        return moment

    async def fresh_day(self) -> datetime:
        """Begin at 09:00 of the first day that no test has seen, so that its daily work lies ahead; returns it."""
        latest = self.stack.latest.astimezone(START.tzinfo) + timedelta(days=1)
        self.start = latest.replace(hour=9, minute=0, second=0, microsecond=0)
        await self.stack.set_clock(self.start)
        return self.start

    async def fresh_week(self) -> datetime:
        """Move the clock to the first Monday midnight that no test has seen; returns it.

        Recurring work of this site lies ahead from there: other tests have moved it on with the clock.
        """
        day = self.stack.latest.astimezone(START.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
        monday = day + timedelta(days=7 - day.weekday())
        await self.stack.set_clock(monday)
        return monday

    async def fresh_month(self, number: int | None = None) -> datetime:
        """Move the clock to the first midnight of a month that no test has seen, ``number`` of them (2: February), so
        that its monthly work lies ahead; ``at`` counts from its first day. Returns it."""
        first = self.stack.latest.astimezone(START.tzinfo).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        following = [first := (first + timedelta(days=31)).replace(day=1) for _ in range(12)]
        first = next(each for each in following if number in (None, each.month))
        await self.stack.set_clock(first)
        self.start = first.replace(hour=9)
        return first

    # ------------------------------------------------------------------ looking
    async def received(self, kind: type[E], number: str | None = None) -> list[Received]:
        """The envelopes with their events, once everything has settled."""
        await self.stack.settle()
        return [
            r for r in await self._recorder.of(self.site) if isinstance(r.event, kind) and number in (None, r.number)
        ]

    async def events(self, kind: type[E], number: str | None = None) -> list[E]:
        """Events of a class, of one request if given, once everything has settled."""
        return [r.event for r in await self.received(kind, number) if isinstance(r.event, kind)]

    async def event(self, kind: type[E], number: str | None = None) -> E:
        """The only event of that class."""
        found = await self.events(kind, number)
        assert len(found) == 1, f"{len(found)} {kind.__name__}: {found}"
        return found[0]

    async def all_events(self) -> list[Received]:
        await self.stack.settle()
        return list(await self._recorder.of(self.site))

    # ------------------------------------------------------------------ common beginnings
    async def record(
        self, line: str, form: dict[str, Any], *, by: str = "li", confirmed: bool = True, **more: Any
    ) -> str:
        """Record (and by default confirm) a request; its number. All services have taken note."""
        receipt: RequestReceipt = await self.does(by, RecordRequest(line=line, form=form, confirmed=confirmed, **more))
        return receipt.number

    async def confirm(self, receipt: RequestReceipt, *, by: str = "li") -> None:
        await self.does(by, ConfirmRequest(number=receipt.number, revision=receipt.revision))

    async def on_duty(
        self,
        shifts: dict[str, tuple[str, str, str]],
        *,
        sign_in: bool = True,
        confirms: Mapping[str, dict[str, bool]] | None = None,
    ) -> None:
        """Publish today's roster, ``{"li": ("front_desk", "09:00", "14:00")}``, and sign in whose shift has begun.

        ``confirms``: what each confirms then, where the post asks for it.
        """

        def moment(time: str) -> datetime:
            hour, minute = map(int, time.split(":"))
            return self.start.replace(hour=hour, minute=minute)

        planned = [
            PlannedShift(post=post, staff=staff, starts_at=moment(begin), ends_at=moment(end))
            for staff, (post, begin, end) in shifts.items()
        ]
        await self.does("wang", PublishRoster(day=self.start.date(), shifts=planned))
        if sign_in:
            for shift in planned:
                if shift.starts_at <= self.start:
                    await self.does(shift.staff, SignIn(confirms=(confirms or {}).get(shift.staff, {})))
