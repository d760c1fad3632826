"""What a handler is given: one message's share of the transaction, and the facts around it."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import delete

from chassis.clock import Clock
from chassis.columns import to_micros
from chassis.directory import Person, Staff
from chassis.ids import NewId
from chassis.store import Store
from chassis.tables import ChassisTables
from contracts import subjects
from contracts.base import Event
from contracts.envelope import Envelope, source_of
from contracts.playbook import Playbook
from contracts.problems import Forbidden, NotFound

M = TypeVar("M", bound=BaseModel)
SYSTEM = "system"
"""The actor of what timers cause."""


class NotYet(Exception):
    """An event arrived before the one it builds on; it is tried again later, a bounded number of times."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to be published after the commit. ``kind``: event, schedule, purge."""

    id: str
    kind: str
    key: str
    subject: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Timer:
    """A timer that fell due. ``data`` is what was given to ``Work.schedule``."""

    id: str
    site: str
    kind: str
    due_at: datetime
    number: str
    data: dict[str, Any]


@dataclass(slots=True)
class Work:
    """One message's unit of work.

    ``now`` is the moment the message began to be handled, the same for all it does. ``actor`` is the login that
    sent a command or asked a view, the one that caused an event, or ``system``. ``memo`` is shared by the
    messages of one transaction. ``prepared`` is what the message's preparation returned. ``scheduled`` are the timers
    it has set. Only the chassis commits and publishes.
    """

    store: Store
    tables: ChassisTables
    site: str
    actor: str
    now: datetime
    message_id: str
    correlation_id: str
    playbook: Playbook
    staff: Staff
    clock: Clock
    new_id: NewId
    admin: str
    fingerprint_key: str
    traceparent: str = ""
    prepared: Any = None
    memo: dict[Any, Any] = field(default_factory=dict)
    outbox: list[OutboxRow] = field(default_factory=list)
    scheduled: set[str] = field(default_factory=set)
    announced: list[tuple[Envelope, Event]] = field(default_factory=list)

    @property
    def person(self) -> Person:
        """The acting member of staff. Raises Forbidden for a login that roster has not registered."""
        found = self.staff.get(self.actor)
        if found is None:
            raise Forbidden(
                f"'{self.actor}' is not registered as active staff of {self.site}; "
                "a manager registers people with roster.register_staff",
                slug="unknown-actor",
            )
        return found

    @property
    def is_admin(self) -> bool:
        return self.actor == self.admin

    def colleague(self, actor: str, path: str) -> Person:
        """The named active member of staff. Raises NotFound naming the field ``path``."""
        found = self.staff.get(actor)
        if found is None:
            raise NotFound(
                f"'{actor}' is not registered as active staff of {self.site}", errors={path: "unknown login"}
            )
        return found

    def together(self, kind: type[M]) -> list[tuple[str, M]]:
        """The messages of a class in this transaction and of this site, this one among them, each with its actor.
        What they all need may be read at once; whether each is permitted is seen in its turn."""
        found = self.memo.get("together", ())
        return [(actor, each) for site, actor, each in found if site == self.site and isinstance(each, kind)]

    def first_of(self, kind: type[BaseModel]) -> bool:
        """True once in a transaction, for each site: the time to read what messages of this class need together."""
        met: set[tuple[str, type[BaseModel]]] = self.memo.setdefault("met", set())
        first = (self.site, kind) not in met
        met.add((self.site, kind))
        return first

    def announce(self, event: Event, *, number: str | None = None) -> Envelope:
        """Announce ``event`` with this transaction. ``number`` defaults to the event's own."""
        subject = getattr(event, "number", "") if number is None else number
        envelope = Envelope(
            id=self.new_id(),
            type=event.type_name(),
            source=source_of(type(event)),
            time=self.now,
            subject=subject,
            actor=self.actor,
            correlation_id=self.correlation_id,
            causation_id=self.message_id,
            traceparent=self.traceparent,
        )
        body = event.model_dump_json().encode()
        row = OutboxRow(envelope.id, "event", subject, subjects.event(self.site, event.key()), envelope.headers(), body)
        self._send(row)
        self.announced.append((envelope, event))
        return envelope

    def schedule(self, timer_id: str, due_at: datetime, kind: str, data: dict[str, Any], *, number: str = "") -> None:
        """Set, or set anew, the timer ``timer_id``; ``kind`` names the subscriber that gets it when it falls due.

        Exactly one timer exists for an id, whatever is retried.
        """
        row = {"id": timer_id, "site": self.site, "kind": kind, "due_at": due_at, "number": number, "data": data}
        self.store.put(self.tables.timers, **row, parked=0)
        self.scheduled.add(timer_id)
        self.send_schedule(timer_id, due_at, kind)

    def send_schedule(self, timer_id: str, due_at: datetime, kind: str, *, site: str | None = None) -> None:
        """Publish the schedule of a timer that stands in the table."""
        site, service = site or self.site, self.service
        headers = {"due": due_at.isoformat(), "target": subjects.due(site, service)}
        body = json.dumps({"timer": timer_id, "kind": kind}).encode()
        subject = subjects.timer(site, service, timer_id)
        self._send(OutboxRow(self.new_id(), "schedule", timer_id, subject, headers, body))

    async def cancel_timer(self, timer_id: str) -> None:
        """Forget a timer. Should it fire all the same, the firing finds nothing and does nothing."""
        await self.store.execute(delete(self.tables.timers).where(self.tables.timers.c.id == timer_id))
        self._send(
            OutboxRow(self.new_id(), "purge", timer_id, subjects.timer(self.site, self.service, timer_id), {}, b"")
        )

    @property
    def service(self) -> str:
        return str(self.memo["service"])

    def _send(self, row: OutboxRow) -> None:
        self.outbox.append(row)
        self.store.insert(
            self.tables.outbox,
            id=row.id,
            kind=row.kind,
            key=row.key,
            subject=row.subject,
            headers=to_json(row.headers).decode(),
            body=row.body.decode(),
            created_at=to_micros(self.memo["real_now"]),
        )
