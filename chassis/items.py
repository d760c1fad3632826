"""What the worker takes in and gives back: one item a message, one outcome an item."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from chassis.work import Timer, Work
from contracts.problems import ProblemDocument

if TYPE_CHECKING:
    from chassis.aid import Aid


class Kind(StrEnum):
    COMMAND = "command"
    BOX = "box"
    QUERY = "query"
    EVENT = "event"
    TIMER = "timer"
    START = "start"


class Status(StrEnum):
    """``FAILED`` is retried with a bound and then parked; ``LATER`` waits for another message; ``OUTAGE`` waits for
    the database, without a bound."""

    OK = "ok"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    STALE = "stale"
    EARLY = "early"
    FAILED = "failed"
    LATER = "later"
    OUTAGE = "outage"


@dataclass(slots=True)
class Outcome:
    """``reply`` is the JSON to answer with; ``code`` 200 or the problem's status; ``timer`` the kind that fired."""

    status: Status
    reply: str = "{}"
    code: int = 200
    title: str = ""
    error: BaseException | None = None
    timer: str = ""

    @property
    def final(self) -> bool:
        """Whether the message is done with."""
        return self.status not in (Status.FAILED, Status.LATER, Status.OUTAGE)


@dataclass(slots=True)
class Item:
    """One message on its way through a transaction. ``done`` is called once, after the commit or the failure.

    ``prepare`` runs before the transaction (of a timer, with the row it was found in, kept as ``timer``); the handler
    finds its result as ``prepared``. ``message`` is the command or event that was read. ``touch`` tells the broker that
    the message is still in hand.
    """

    kind: Kind
    label: str
    site: str
    actor: str
    id: str
    run: Callable[[Work], Awaitable[BaseModel | None]]
    done: Callable[[Outcome], None]
    permission: str = ""
    digest: str = ""
    correlation_id: str = ""
    traceparent: str = ""
    timer_id: str = ""
    fire: Callable[[Timer, Work], Awaitable[None]] | None = None
    refusal: Callable[[ProblemDocument, Work], None] | None = None
    prepare: "Callable[[Timer | None, Aid], Awaitable[Any]] | None" = None
    prepared: Any = None
    timer: Timer | None = None
    touch: Callable[[], Awaitable[None]] | None = None
    message: BaseModel | None = None
    log: dict[str, Any] = field(default_factory=dict)

    @property
    def remembered(self) -> bool:
        """Whether the inbox keeps it. Timers are remembered by their own row."""
        return bool(self.id) and self.kind in (Kind.COMMAND, Kind.BOX, Kind.EVENT)
