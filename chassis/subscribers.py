"""One table of what a service listens to. Each function decodes nothing and calls one handler.

Usage in ``services/<name>/subscribers.py``::

    on = Subscribers("dispatch")

    @on.event(RequestConfirmed)
    async def request_confirmed(event: RequestConfirmed, work: Work) -> None:
        await route_order(event, work)

    @on.command(TakeStep)
    async def take(command: TakeStep, work: Work) -> StepReceipt:
        return await take_step(command, work)
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from chassis.work import Timer, Work
from contracts.base import Command, Event, Query
from contracts.envelope import Envelope

C = TypeVar("C", bound=Command)
Q = TypeVar("Q", bound=Query)
F = TypeVar("F", bound=Callable[[Any, Work], Awaitable[None]])
M = TypeVar("M")

CommandFn = Callable[[C, Work], Awaitable[BaseModel]]
QueryFn = Callable[[Q, Work], Awaitable[BaseModel]]
TimerFn = Callable[[Timer, Work], Awaitable[None]]
RecordFn = Callable[[Envelope, dict[str, Any], Work], Awaitable[None]]


@dataclass(frozen=True)
class Route(Generic[M]):
    """A message class and the function that takes it."""

    message: type[M]
    function: Callable[[Any, Work], Awaitable[Any]]
    writes: Callable[[Any], bool] | None = None


class Subscribers:
    """The subscriptions of one service."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.commands: dict[str, Route[Command]] = {}
        self.queries: dict[str, Route[Query]] = {}
        self.events: dict[str, Route[Event]] = {}
        self.timers: dict[str, TimerFn] = {}
        self.recorder: RecordFn | None = None
        self.recorded_services: tuple[str, ...] = ()
        self.on_start: list[Callable[[Work], Awaitable[None]]] = []

    def command(self, message: type[C]) -> Callable[[CommandFn[C]], CommandFn[C]]:
        """A command of this service, by request-reply and by box alike."""

        def register(function: CommandFn[C]) -> CommandFn[C]:
            self._once(self.commands, message.action, message.service)
            self.commands[message.action] = Route(message, function)
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

    def event(self, message: type[Event]) -> Callable[[F], F]:
        """An event of any service, also of this one. One function may take several that share a base."""

        def register(function: F) -> F:
            if message.key() in self.events:
                raise ValueError(f"{self.service} subscribes twice to {message.key()}")
            self.events[message.key()] = Route(message, function)
            return function

        return register

    def timer(self, kind: str) -> Callable[[TimerFn], TimerFn]:
        """Timers that were scheduled with ``kind``. The chassis has checked that the timer still stands."""

        def register(function: TimerFn) -> TimerFn:
            if kind in self.timers:
                raise ValueError(f"{self.service} has two subscribers for timer kind {kind}")
            self.timers[kind] = function
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

    def event_subjects(self) -> list[str]:
        """Filter subjects of the service's consumer, none covered by another."""
        whole = [f"desk.*.evt.{service}.>" for service in self.recorded_services]
        single = [f"desk.*.evt.{key}" for key in self.events if key.split(".")[0] not in self.recorded_services]
        return whole + sorted(single)

    def _once(self, table: dict[str, Any], name: str, service: str) -> None:
        if service != self.service:
            raise ValueError(f"{service}.{name} belongs to {service}, not to {self.service}")
        if name in table:
            raise ValueError(f"{self.service} has two subscribers for {name}")
