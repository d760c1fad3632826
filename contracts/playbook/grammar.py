"""The grammar of playbooks: a desk is data.

Every model refuses unknown keys, so a typing error is found on load with its place. Conditions are CEL over
``form`` (the request's form), ``steps`` (what was recorded: each taken step with ``by``, ``at``, ``decision`` and its
records), ``order`` (``state``, ``department``, ``assignee``, ``cycle``, ``hold.cause``), ``deadlines.<name>.missed``,
``checks.<name>.done``, ``decisions.<name>`` (``allowed``, ``row``, ``fee``), ``severity``, ``tier`` and ``line``.
A form is checked, routed and priced before there is an order: there only ``form``, ``severity``, ``tier`` and ``line``
are known.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.calendar import Calendar
from contracts.cel import Expression
from contracts.durations import Duration
from contracts.money import Money
from contracts.playbook.basics import (
    PERSONAL_TYPES,
    ClockTime,
    DocumentSpec,
    FieldSpec,
    FieldType,
    FormField,
    Grammar,
    Ident,
    Label,
    Share,
)
from contracts.playbook.contact import (
    CallbackPlan,
    CustomerFields,
    Digest,
    ExpectedReport,
    Group,
    MarkRule,
    Notification,
    Summary,
)
from contracts.playbook.decisions import Decide, DecideRule, DecisionRow, DecisionTable, Fee
from contracts.playbook.promises import MOMENTS, Clock, Deadline, EarlyWarning, Escalation, Moment, Target
from contracts.playbook.steps import (
    RELATIVE_ROLES,
    AllocationRule,
    Announcement,
    ApprovalRule,
    ChargeRule,
    Check,
    Choice,
    HoldCause,
    HoldCauseSpec,
    Notify,
    PayoutRule,
    Reopen,
    Split,
    Step,
    Transfer,
)

__all__ = [
    "MOMENTS",
    "PERSONAL_TYPES",
    "RELATIVE_ROLES",
    "AllocationRule",
    "Announcement",
    "Answered",
    "ApprovalRule",
    "Attachments",
    "CallbackPlan",
    "Cash",
    "ChargeRule",
    "Check",
    "Choice",
    "Clock",
    "ClockTime",
    "CustomerFields",
    "Daily",
    "Deadline",
    "Decide",
    "DecisionRow",
    "DecisionTable",
    "Department",
    "Digest",
    "DocumentSpec",
    "Duration",
    "EarlyWarning",
    "Escalation",
    "ExpectedReport",
    "Fee",
    "FieldSpec",
    "FieldType",
    "FormField",
    "Grammar",
    "Group",
    "HandoverPolicy",
    "HoldCause",
    "HoldCauseSpec",
    "Ident",
    "Label",
    "Line",
    "MarkRule",
    "Moment",
    "Notification",
    "Notify",
    "PayoutRule",
    "Playbook",
    "Post",
    "PriceItem",
    "Reopen",
    "Role",
    "Route",
    "RouteRow",
    "Share",
    "Split",
    "Step",
    "Summary",
    "Target",
    "Transfer",
]


class Department(Grammar):
    """``head`` is the role of its head; ``calendar`` one of the playbook's ``calendars``, default the desk's own."""

    title: Label
    head: Ident
    calendar: Ident | None = None


class Role(Grammar):
    title: Label


class Post(Grammar):
    """``desk`` marks the posts whose holder answers for all open orders of the desk. ``sign_in_confirms``: what the
    person confirms when signing in (the telephone works)."""

    title: Label
    role: Ident
    desk: bool = False
    sign_in_confirms: dict[Ident, Label] = Field(default_factory=dict)


class RouteRow(Grammar):
    """One row of a routing table; the first whose ``when`` holds decides, the last has none."""

    when: Expression | None = None
    to: Ident
    copies: list[Ident] = Field(default_factory=list, description="Departments whose heads are told as well.")
    notify: list[Notify] = Field(default_factory=list)


class Route(Grammar):
    """``to``: a department's name, or CEL yielding one; or a ``table``. ``notify``: who is told at once. ``copies``:
    departments whose heads are told as well."""

    to: Expression | None = None
    table: list[RouteRow] = Field(default_factory=list)
    copies: list[Ident] = Field(default_factory=list)
    notify: list[Notify] = Field(default_factory=list)


class Answered(Grammar):
    """A request that is answered at the desk at once while ``when`` holds: no order, closed with the ``outcome``."""

    when: Expression
    outcome: Label


class Line(Grammar):
    """One thing people come for.

    Without ``steps`` the line is done at the counter: it is settled when its charges are paid and its allocations
    signed. ``read_back``: the whole form, or the fields named. ``severity_required``: the clerk must say it.
    ``tier``: CEL yielding one of the playbook's ``tiers``; default: the customer's. ``priority``: CEL yielding a whole
    number, higher is done first. ``documents``: without them the request does not leave the desk. ``internal``: only
    parts of a split order are of this line. ``file_as``: the kind under which the customer's file counts it.
    ``end_of_day``: what was sent out that day is complete or carries a reason. ``ledger``: kept in the complaint
    ledger, from these form fields.
    """

    title: Label
    form: dict[Ident, FormField]
    channels: list[Ident] = Field(default_factory=list, description="Ways it may come in; empty: any.")
    read_back: bool | list[Ident] = False
    severities: list[Ident] = Field(default_factory=list, description="The first is the default.")
    severity_required: bool = False
    tier: Expression | None = None
    priority: Expression | None = None
    documents: dict[Ident, DocumentSpec] = Field(default_factory=dict)
    decides: list[DecideRule] = Field(default_factory=list)
    answered: list[Answered] = Field(default_factory=list)
    customer: CustomerFields | None = None
    file_as: Ident | None = None
    marks: list[MarkRule] = Field(default_factory=list)
    internal: bool = False
    route: Route | None = None
    steps: list[Step] = Field(default_factory=list)
    deadlines: list[Deadline] = Field(default_factory=list)
    checks: list[Check] = Field(default_factory=list)
    hold_causes: dict[Ident, HoldCause] = Field(default_factory=dict)
    transfer: Transfer | None = None
    split: Split | None = None
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


class Attachments(Grammar):
    """Files kept with a request: their largest size in bytes and the media types taken."""

    largest: int = Field(default=20_000_000, ge=1, le=1_000_000_000)
    types: list[str] = Field(default_factory=lambda: ["image/jpeg", "image/png", "application/pdf", "text/plain"])


class Playbook(Grammar):
    """One desk. ``open_deadlines``: what a new version or calendar does to promises already made: ``recalculate`` them
    by the new rules, with the time that has passed and the pauses carried over, or ``keep`` them as promised. ``permissions``: roles that may send a command or ask a view (``intake.record_request``,
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
    calendars: dict[Ident, Calendar] = Field(
        default_factory=dict, description="Of departments with hours of their own."
    )
    open_deadlines: Literal["recalculate", "keep"] = "recalculate"
    tiers: dict[Ident, Label] = Field(default_factory=dict, description="Service tiers of customers.")
    marks: dict[Ident, Label] = Field(default_factory=dict, description="What may be marked on a customer.")
    groups: dict[Ident, Group] = Field(default_factory=dict)
    decisions: dict[Ident, DecisionTable] = Field(default_factory=dict)
    digests: dict[Ident, Digest] = Field(default_factory=dict)
    expected_reports: dict[Ident, ExpectedReport] = Field(default_factory=dict)
    summaries: dict[Ident, Summary] = Field(default_factory=dict)
    notifications: list[Notification] = Field(default_factory=list)
    attachments: Attachments = Attachments()
    lines: dict[Ident, Line]
