"""One table of what a service listens to. Each function decodes nothing and calls one handler.

Usage in ``services/<name>/subscribers.py``::

    on = Subscribers("dispatch")

    @on.event(RequestConfirmed)
    async def request_confirmed(event: RequestConfirmed, work: Work) -> None:
        await route_order(event, work)

    @on.command(TakeStep)
    async def take(command: TakeStep, work: Work) -> StepReceipt:
        return await take_step(command, work)

Commands and timers may name a function that gets ready what the handler needs from outside, before the transaction
(``prepare=``, ADR 9): ``async def find_file(command: AttachFile, aid: Aid) -> File``. The handler finds its result in
``work.prepared``. When it raises, the handler does not run: a Problem is a command's refusal, anything else a fault.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from chassis.aid import Aid
from chassis.work import Timer, Work
from contracts.base import Command, Event, Query
from contracts.envelope import Envelope
from contracts.playbook import Playbook

C = TypeVar("C", bound=Command)
Q = TypeVar("Q", bound=Query)
F = TypeVar("F", bound=Callable[[Any, Work], Awaitable[None]])
M = TypeVar("M")

CommandFn = Callable[[C, Work], Awaitable[BaseModel]]
QueryFn = Callable[[Q, Work], Awaitable[BaseModel]]
TimerFn = Callable[[Timer, Work], Awaitable[None]]
PrepareCommandFn = Callable[[C, Aid], Awaitable[Any]]
PrepareTimerFn = Callable[[Timer, Aid], Awaitable[Any]]
RecordFn = Callable[[Envelope, dict[str, Any], Work], Awaitable[None]]
Needed = Callable[[Playbook], bool]
Wanted = Callable[[Playbook], Iterable[str]]


@dataclass(frozen=True)
class Route(Generic[M]):
    """A message class and the function that takes it."""

    message: type[M]
    function: Callable[[Any, Work], Awaitable[Any]]
    writes: Callable[[Any], bool] | None = None
    needed_by: Needed | None = None
    prepare: Callable[[Any, Aid], Awaitable[Any]] | None = None


class Subscribers:
    """The subscriptions of one service."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.commands: dict[str, Route[Command]] = {}
        self.queries: dict[str, Route[Query]] = {}
        self.events: dict[str, Route[Event]] = {}
        self.timers: dict[str, TimerFn] = {}
        self.timer_preparations: dict[str, PrepareTimerFn] = {}
        self.recorder: RecordFn | None = None
        self.recorded_services: tuple[str, ...] = ()
        self.hearer: RecordFn | None = None
        self.wanted: Wanted = _nothing
        self.on_start: list[Callable[[Work], Awaitable[None]]] = []

    def command(
        self, message: type[C], *, prepare: PrepareCommandFn[C] | None = None
    ) -> Callable[[CommandFn[C]], CommandFn[C]]:
        """A command of this service, by request-reply and by box alike."""

        def register(function: CommandFn[C]) -> CommandFn[C]:
            self._once(self.commands, message.action, message.service)
            self.commands[message.action] = Route(message, function, prepare=prepare)
            return function

        return register

    def query(
        self, message: type[Q], *, writes: Callable[[Q], bool] | None = None
    ) -> Callable[[QueryFn[Q]], QueryFn[Q]]:
        """A view. ``writes`` tells which questions leave a trace (a log of personal data read)."""

        def register(function: QueryFn[Q]) -> QueryFn[Q]:
            self._once(self.queries, message.view, message.service)
            self.queries[message.view] = Route(message, function, writes)
            return function

        return register

    def event(self, message: type[Event], *, needed_by: Needed | None = None) -> Callable[[F], F]:
        """An event of any service, also of this one. One function may take several that share a base.

        ``needed_by``: only sites whose playbook needs it hear it; where none does, it is not even fetched.
        """

        def register(function: F) -> F:
            if message.key() in self.events:
                raise ValueError(f"{self.service} subscribes twice to {message.key()}")
            self.events[message.key()] = Route(message, function, needed_by=needed_by)
            return function

        return register

    def facts(self, wanted: Wanted) -> Callable[[RecordFn], RecordFn]:
        """Events that a playbook names by key (``cashdesk.charge.settled``), as envelope and JSON, called before the
        event's own subscriber. ``wanted`` reads the keys from a playbook; what none names is not fetched."""

        def register(function: RecordFn) -> RecordFn:
            self.hearer, self.wanted = function, wanted
            return function

        return register

    def timer(self, kind: str, *, prepare: PrepareTimerFn | None = None) -> Callable[[TimerFn], TimerFn]:
        """Timers that were scheduled with ``kind``. The chassis has checked that the timer still stands."""

        def register(function: TimerFn) -> TimerFn:
            if kind in self.timers:
                raise ValueError(f"{self.service} has two subscribers for timer kind {kind}")
            self.timers[kind] = function
            if prepare is not None:
                self.timer_preparations[kind] = prepare
            return function

        return register

    def every_event_of(self, *services: str) -> Callable[[RecordFn], RecordFn]:
        """Every event of these services as envelope and JSON, called before the event's own subscriber."""

        def register(function: RecordFn) -> RecordFn:
            self.recorder, self.recorded_services = function, services
            return function

        return register

    def start(self, function: Callable[[Work], Awaitable[None]]) -> Callable[[Work], Awaitable[None]]:
        """Called once a site in a transaction of its own when the service starts (recurring timers)."""
        self.on_start.append(function)
        return function

    def event_subjects(self, books: Iterable[Playbook]) -> list[str]:
        """Filter subjects of the service's consumer for these playbooks, none covered by another."""
        every = list(books)
        whole = [f"desk.*.evt.{service}.>" for service in self.recorded_services]
        keys = {
            key for key, route in self.events.items() if route.needed_by is None or any(map(route.needed_by, every))
        }
        keys |= {key for book in every for key in self.wanted(book)}
        return whole + sorted(f"desk.*.evt.{key}" for key in keys if key.split(".")[0] not in self.recorded_services)

    def _once(self, table: dict[str, Any], name: str, service: str) -> None:
        if service != self.service:
            raise ValueError(f"{service}.{name} belongs to {service}, not to {self.service}")
        if name in table:
            raise ValueError(f"{self.service} has two subscribers for {name}")


def _nothing(book: Playbook) -> Iterable[str]:
    return ()
