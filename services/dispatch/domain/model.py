"""What a work order consists of. The fields are those of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from contracts.dispatch import DeadlineState, OrderState
from contracts.playbook.grammar import Line, Step

UNDONE: tuple[OrderState, ...] = ("open", "held")


@dataclass(frozen=True)
class Order:
    """One request's order. ``round`` grows with each return and each cycle; ``round_started_at`` is when.

    ``claims`` names the charges and allocations that were asked for; ``budgets`` holds, per step, the microseconds
    a cycle that resumes still has.
    """

    number: str
    site: str
    order_id: str
    line: str
    severity: str | None
    state: OrderState
    department: str
    assignee: str | None
    received_by: str
    cycle: int
    round: int
    form: Mapping[str, Any]
    fingerprints: Mapping[str, str]
    revision: int
    claims: list[str]
    budgets: Mapping[str, int]
    playbook: str
    playbook_version: int
    happened_at: datetime
    recorded_at: datetime
    confirmed_at: datetime
    routed_at: datetime
    round_started_at: datetime
    hold: Mapping[str, Any] | None = None
    carried_over: str | None = None
    completed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def undone(self) -> bool:
        return self.state in UNDONE

    @property
    def reason(self) -> str | None:
        """Why the order is still open, as somebody said it. Rules PD-12, PD-15."""
        return self.carried_over or (str(self.hold["reason"]) if self.hold else None)

    @property
    def unexplained(self) -> bool:
        """Neither complete nor with a reason. Rule PD-15."""
        return self.undone and self.completed_at is None and self.reason is None


@dataclass(frozen=True)
class Taken:
    """A step that was taken and signed."""

    id: str
    site: str
    number: str
    step: str
    cycle: int
    live: bool
    signed_by: str
    happened_at: datetime
    recorded_at: datetime
    records: Mapping[str, Any]
    decision: str | None = None


@dataclass(frozen=True)
class Deadline:
    """A promise. ``budget`` and ``rest`` (what was left when it paused) in microseconds; ``pauses`` as pairs of
    RFC 3339 times, the last one open while it is paused."""

    id: str
    site: str
    number: str
    line: str
    step: str
    cycle: int
    live: bool
    state: DeadlineState
    moment: str
    clock: Literal["wall", "business", "shift"]
    pause_on_hold: bool
    budget: int
    started_at: datetime
    due_at: datetime
    rest: int | None = None
    pauses: list[list[str]] = field(default_factory=list)
    ended_at: datetime | None = None
    decided_at: datetime | None = None
    escalated: int = 0


@dataclass(frozen=True)
class Check:
    """The desk's question. ``state``: waiting, asked, done or cancelled."""

    id: str
    site: str
    number: str
    name: str
    cycle: int
    live: bool
    state: str
    due_at: datetime
    rest: int | None = None
    asked_at: datetime | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Approval:
    """A request for somebody's agreement. ``state``: requested, granted, refused."""

    id: str
    site: str
    number: str
    name: str
    step: str
    cycle: int
    live: bool
    state: Literal["requested", "granted", "refused"]
    applicant: str
    approver_role: str
    requested_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """Something that happened to the order beside its steps."""

    id: str
    site: str
    number: str
    kind: str
    by: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """An order with its line and what happened so far. ``settled``: nothing that was asked for is owed."""

    order: Order
    line: Line
    taken: Mapping[str, Taken] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    settled: bool = True

    def step(self, name: str) -> Step | None:
        return next((step for step in self.line.steps if step.name == name), None)
