"""What a work order consists of. The fields are those of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from contracts.dispatch import ApprovalState, DeadlineState, OrderState
from contracts.money import Money
from contracts.playbook.grammar import Line, Step

UNDONE: tuple[OrderState, ...] = ("open", "held", "declined")


@dataclass(frozen=True)
class Order:
    """One request's order. ``round`` grows with each return and each cycle; ``round_started_at`` is when.

    ``claims`` names the charges, allocations and payouts that were asked for; ``budgets`` holds, per step, the
    microseconds a cycle that resumes still has. ``rank`` is minus the priority: the lowest stands first. ``decisions``:
    what decision tables said, by name. ``parts``: into how many it was split; a part has ``part_of`` and a ``title``.
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
    transferred_at: datetime | None = None
    reopened_at: datetime | None = None
    rank: int = 0
    tier: str | None = None
    customer_id: str | None = None
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parts: int = 0
    part_of: str | None = None
    title: str | None = None

    @property
    def request(self) -> str:
        """The number of the request it belongs to: what a part announces stands in its parent's record."""
        return self.part_of or self.number

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
    """A promise of an order's cycle: of a step (``on_step``) or a named one of the line.

    Spans are microseconds: ``promised`` is what the promise gives, ``budget`` what this run of it had (a cycle that
    resumes has less), ``rest`` what was left when it paused. ``run_at`` is where the run counts from: ``started_at``,
    or its last reset. ``calendar`` names one of the playbook's calendars, empty for the desk's own; ``reckoned`` is the
    playbook whose calendar that was (``domain.timing``). ``playbook`` and ``playbook_version``: promised under.
    ``story`` is what happened to it, see the properties.
    """

    id: str
    site: str
    number: str
    line: str
    name: str
    on_step: bool
    cycle: int
    live: bool
    state: DeadlineState
    moment: str
    clock: Literal["wall", "business", "shift"]
    calendar: str
    reckoned: str
    playbook: str
    playbook_version: int
    pause_on_hold: bool
    promised: int
    budget: int
    started_at: datetime
    run_at: datetime
    due_at: datetime
    rest: int | None = None
    reset_held: bool = False
    escalated: int = 0
    ended_at: datetime | None = None
    decided_at: datetime | None = None
    story: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.state in ("running", "paused")

    @property
    def reasons(self) -> list[str]:
        """Why it stands still now: hold, condition, shift. It runs only while there is none."""
        return list(self.story.get("reasons", ()))

    @property
    def pauses(self) -> list[dict[str, Any]]:
        """Each with ``from``, ``to`` (missing while it lasts), ``reason``, ``why`` and ``by``."""
        return list(self.story.get("pauses", ()))

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Resets and recalculations: ``kind``, ``at``, ``from``, ``to``, ``why``, ``by``, and the versions."""
        return list(self.story.get("changes", ()))

    @property
    def warned(self) -> list[dict[str, Any]]:
        """Warnings given: ``place`` in the promise, ``at``, and ``run`` (how many resets came before)."""
        return list(self.story.get("warned", ()))

    @property
    def raised(self) -> list[int]:
        """How many firings of each link of the chain have passed, in the order of the promise."""
        return list(self.story.get("raised", ()))

    @property
    def variant(self) -> str | None:
        """The condition that chose the budget."""
        return self.story.get("variant")


@dataclass(frozen=True)
class Check:
    """A question that somebody is asked. ``state``: waiting, asked, done or cancelled. ``started_at`` is the moment it
    counts from; ``rest`` microseconds were left when its clock stopped."""

    id: str
    site: str
    number: str
    name: str
    cycle: int
    live: bool
    state: str
    due_at: datetime
    started_at: datetime | None = None
    rest: int | None = None
    asked_at: datetime | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Approval:
    """A request for one role's agreement. ``place``: which of the roles that the rule names, from 0. A ``delegate``
    decides instead of the role."""

    id: str
    site: str
    number: str
    name: str
    step: str
    cycle: int
    live: bool
    state: ApprovalState
    applicant: str
    approver_role: str
    requested_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = None
    place: int = 0
    delegate: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file kept with the request. ``object`` is its name in the object store."""

    id: str
    site: str
    number: str
    object: str
    title: str
    media_type: str
    size: int
    digest: str
    by: str
    at: datetime


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
    """An order with its line and what happened so far. ``settled``: nothing that was asked for is owed;
    ``paid_out``: nothing is owed to the customer; ``digests``: those that the order was in.
    ``missed``: each live deadline by name; ``answered``: each check, whether with done; ``heard``: when an event that
    the line names first came in this cycle, by key. They are loaded only where the line reads them."""

    order: Order
    line: Line
    taken: Mapping[str, Taken] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    settled: bool = True
    paid_out: bool = True
    digests: frozenset[str] = frozenset()
    parts: tuple[Order, ...] = ()
    missed: Mapping[str, bool] = field(default_factory=dict)
    answered: Mapping[str, bool] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def decisions(self) -> dict[str, dict[str, Any]]:
        """What decision tables said, by name: ``allowed``, ``row`` and ``fee``."""
        return {
            name: {**said, "fee": Money.model_validate(said["fee"]) if said.get("fee") else None}
            for name, said in self.order.decisions.items()
        }

    @property
    def open_parts(self) -> list[str]:
        """Parts of the order that are not done."""
        return [part.number for part in self.parts if part.undone]

    def step(self, name: str) -> Step | None:
        return next((step for step in self.line.steps if step.name == name), None)
