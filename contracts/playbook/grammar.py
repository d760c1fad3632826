"""The grammar of playbooks: a desk is data.

Every model refuses unknown keys, so a typing error is found on load with its path. Conditions are CEL over
``form`` (the request's form), ``steps`` (records of the steps taken), ``severity`` and ``line``.
"""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.calendar import Calendar
from contracts.cel import Expression
from contracts.durations import Duration
from contracts.money import Money

Ident = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

FieldType = Literal[
    "text",
    "person",
    "phone",
    "identity",
    "address",
    "money",
    "time",
    "date",
    "integer",
    "number",
    "boolean",
    "choice",
    "department",
    "staff",
]
PERSONAL_TYPES = frozenset({"person", "phone", "identity", "address"})

RELATIVE_ROLES = frozenset({"department", "head", "assignee", "owner"})
"""Signers that depend on the order: its department's staff, that department's head, the person assigned,
the person who owns the request."""

Announcement = Literal[
    "order.step_taken",
    "order.assigned",
    "order.accepted",
    "order.arrived",
    "order.quoted",
    "order.quote_accepted",
    "order.quote_declined",
    "order.completed",
    "order.signed_off",
    "order.verified",
]


class Grammar(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Label(Grammar):
    """A title in Chinese and English."""

    zh: str
    en: str


def _field_shorthand(value: Any) -> Any:
    """``"person!"`` is short for ``{type: person, required: true}``."""
    if isinstance(value, str):
        return {"type": value.removesuffix("!"), "required": value.endswith("!")}
    return value


class FieldSpec(Grammar):
    """One field of a form or of a step's records."""

    type: FieldType
    required: bool = False
    title: Label | None = None
    choices: list[str] = Field(default_factory=list)
    must_be: Any = Field(default=None, description="The only value allowed, e.g. true for 'was told'.")
    when: Expression | None = Field(default=None, description="Required only while this holds.")
    minimum: int | None = None


FormField = Annotated[FieldSpec, BeforeValidator(_field_shorthand)]


class Department(Grammar):
    """``head`` is the role of its head."""

    title: Label
    head: Ident


class Role(Grammar):
    title: Label


class Post(Grammar):
    """``desk`` marks the posts whose holder answers for all open orders of the desk."""

    title: Label
    role: Ident
    desk: bool = False


class Notify(Grammar):
    """Told at once when the order is routed: a role, or ``head`` of the department."""

    role: Ident
    when: Expression | None = None


class Escalation(Grammar):
    """One link of the chain after a missed deadline."""

    escalate: Ident
    after: Duration = timedelta(0)


class Deadline(Grammar):
    """A promise: ``within`` from the moment ``of``: recorded, happened, confirmed, routed or steps.<name>."""

    within: Duration
    of: str = "routed"
    clock: Literal["wall", "business"] = "wall"
    pause_on_hold: bool = False
    else_: list[Escalation] = Field(default_factory=list, alias="else")


class Choice(Grammar):
    """What a decision leads to; ``ends`` closes the order without a verification."""

    title: Label
    announces: Announcement = "order.step_taken"
    ends: bool = False


class ChargeRule(Grammar):
    """What is raised: a price-list ``item`` with ``quantity``, or an ``amount`` (all CEL)."""

    name: Ident
    when: Expression | None = None
    item: Expression | None = None
    quantity: Expression | None = None
    amount: Expression | None = None


class AllocationRule(Grammar):
    """A cost of a department instead of a charge."""

    name: Ident
    when: Expression | None = None
    item: Expression
    quantity: Expression
    department: Expression


class ApprovalRule(Grammar):
    """Somebody of role ``by``, never the applicant, must agree before the steps after this one."""

    name: Ident
    by: Ident
    when: Expression | None = None


class Step(Grammar):
    """One step of a work order.

    ``by``: roles that may sign, or department, head, assignee, owner. ``after``: steps that come first (default:
    the one written above; an empty list: at once). ``when``: the step exists only while this holds. ``requires``:
    ``charge.settled`` or ``approval.<name>``. ``read_back``: places whose value must be repeated exactly
    (``form.name``, ``steps.offered.fare``). ``tells``: what the signer is told on signing (label: place).
    """

    name: Ident
    title: Label
    by: list[Ident] = Field(min_length=1)
    on_behalf_of_customer: bool = False
    announces: Announcement = "order.step_taken"
    after: list[Ident] | None = None
    when: Expression | None = None
    records: dict[Ident, FormField] = Field(default_factory=dict)
    read_back: list[str] = Field(default_factory=list)
    assigns: Ident | None = Field(default=None, description="Role of the person named in records.assignee.")
    choices: dict[Ident, Choice] = Field(default_factory=dict)
    requires: list[str] = Field(default_factory=list)
    charge: ChargeRule | None = None
    approval: ApprovalRule | None = None
    tells: dict[Ident, str] = Field(default_factory=dict)
    deadline: Deadline | None = None


class Check(Grammar):
    """The desk asks; the answer is recorded."""

    name: Ident
    ask: Label
    after: Duration
    of: str = "routed"
    when: Expression | None = None
    every: Duration | None = Field(default=None, description="Ask again until answered with done.")
    pause_on_hold: bool = Field(default=False, description="The clock of the question stops while the order is held.")


class CallbackPlan(Grammar):
    """``rate``: what the customer rates on ``scale``; satisfied when every rating reaches ``satisfied_at``."""

    name: Ident = "callback"
    title: Label
    rate: list[Ident] = Field(default_factory=list)
    scale: tuple[int, int] = (1, 5)
    satisfied_at: int = 3
    by: Literal["receiver", "owner"] = "receiver"
    delay: Duration = timedelta(0)
    when: Expression | None = None
    attempts: int = Field(default=3, ge=1)
    retry_after: Duration = timedelta(hours=2)


class Reopen(Grammar):
    """What a dissatisfied customer causes: from which step work starts again, what the deadlines do, who hears it."""

    from_step: Ident
    cycle: Literal["resume", "restart", "new"] = "restart"
    notify: list[Ident] = Field(default_factory=list)


class Route(Grammar):
    """``to``: a department's name, or CEL yielding one. ``notify``: who is told at once."""

    to: Expression
    notify: list[Notify] = Field(default_factory=list)


class Line(Grammar):
    """One thing people come for.

    Without ``steps`` the line is done at the counter: it is settled when its charges are paid and its allocations
    signed. ``end_of_day``: what was sent out that day is complete or carries a reason. ``ledger``: kept in the
    complaint ledger, from these form fields.
    """

    title: Label
    form: dict[Ident, FormField]
    read_back: bool = False
    severities: list[Ident] = Field(default_factory=list, description="The first is the default.")
    route: Route | None = None
    steps: list[Step] = Field(default_factory=list)
    checks: list[Check] = Field(default_factory=list)
    hold_causes: dict[Ident, Label] = Field(default_factory=dict)
    charges: list[ChargeRule] = Field(default_factory=list)
    allocations: list[AllocationRule] = Field(default_factory=list)
    follow_up: list[CallbackPlan] = Field(default_factory=list)
    reopen: Reopen | None = None
    end_of_day: bool = False
    ledger: dict[Literal["complainant", "place"], Ident] = Field(default_factory=dict)


class PriceItem(Grammar):
    """``receipt: false`` needs the reason that is given to whoever asks for one."""

    title: Label
    unit: str
    amount: Money
    receipt: bool = True
    no_receipt_reason: Label | None = None


class Cash(Grammar):
    """``drawer_roles`` may open a drawer; ``collector_roles`` take cash outside and hand it over at the desk."""

    methods: list[Ident]
    drawers: list[Ident]
    drawer_roles: list[Ident]
    collector_roles: list[Ident] = Field(default_factory=list)
    refund_approvers: list[Ident]
    correction_roles: list[Ident]


class HandoverPolicy(Grammar):
    """``report_within``: a service that is slower is named. ``unrelieved_after``: then the duty manager hears it."""

    report_within: Duration
    unrelieved_after: Duration
    unrelieved_to: Ident
    released_by: list[Ident]
    late_after: Duration = timedelta(0)
    sign_in_before: Duration = Field(default=timedelta(hours=1), description="How early one may sign in.")


class Daily(Grammar):
    """Local times of the daily work."""

    stocktake: ClockTime
    end_of_day: ClockTime


class Playbook(Grammar):
    """One desk. ``permissions``: roles that may send a command or ask a view (``intake.record_request``,
    ``qry.intake.readings``); what is not named is open to all active staff."""

    playbook: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,47}$")]
    version: int = Field(ge=1)
    title: Label
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    calendar: Calendar
    callback_hours: dict[str, list[str]] = Field(description="Windows like those of calendar.open.")
    departments: dict[Ident, Department]
    roles: dict[Ident, Role]
    posts: dict[Ident, Post] = Field(default_factory=dict)
    desk_department: Ident
    desk_roles: list[Ident] = Field(description="Who speaks for the desk.")
    managers: list[Ident] = Field(description="Roles that register staff and publish rosters.")
    personal_data_read_by: list[Ident]
    permissions: dict[str, list[Ident]] = Field(default_factory=dict)
    prices: dict[Ident, PriceItem] = Field(default_factory=dict)
    cash: Cash
    handover: HandoverPolicy
    daily: Daily
    lines: dict[Ident, Line]
