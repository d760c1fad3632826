"""The grammar of playbooks: a desk is data.

Every model refuses unknown keys, so a typing error is found on load with its place. Conditions are CEL over
``form`` (the request's form), ``steps`` (what was recorded: each taken step with ``by``, ``at``, ``decision`` and its
records), ``order`` (``state``, ``department``, ``assignee``, ``cycle``, ``hold.cause``), ``deadlines.<name>.missed``,
``checks.<name>.done``, ``decisions.<name>`` (``allowed``, ``row``, ``fee``), ``severity``, ``tier`` and ``line``.
A form is checked, routed and priced before there is an order: there only ``form``, ``severity``, ``tier`` and ``line``
are known.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.calendar import Calendar
from contracts.cel import Expression
from contracts.durations import Duration
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
from contracts.playbook.care import Care
from contracts.playbook.cash import Cash, PriceItem
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
from contracts.playbook.handover import HandoverPolicy
from contracts.playbook.opinions import Opinions
from contracts.playbook.people import People
from contracts.playbook.planning import Planning
from contracts.playbook.promises import MOMENTS, Clock, Deadline, EarlyWarning, Escalation, Moment, Target
from contracts.playbook.retention import Retention
from contracts.playbook.rota import Rota
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
from contracts.playbook.stock import Stock

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
    "Care",
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
    "Opinions",
    "PayoutRule",
    "People",
    "Planning",
    "Playbook",
    "Post",
    "PriceItem",
    "Reopen",
    "Retention",
    "Role",
    "Rota",
    "Route",
    "RouteRow",
    "Share",
    "Split",
    "Step",
    "Stock",
    "Summary",
    "Target",
    "Transfer",
]


class Department(Grammar):
    """Where work is sent. ``head``: the role of its head. ``calendar``: one of the playbook's ``calendars``; default:
    the desk's own."""

    title: Label
    head: Ident
    calendar: Ident | None = None


class Role(Grammar):
    """What people are registered with; who may do something is always said by role."""

    title: Label


class Post(Grammar):
    """What shifts are planned for. ``desk``: its holder answers for all open orders of the desk when the shift ends.
    ``sign_in_confirms``: what the person confirms when signing in (the telephone works). ``handover_topics``: of each
    the outgoing person says how it stands before anybody takes over (safety, people, equipment)."""

    title: Label
    role: Ident = Field(description="Role of those who hold it.")
    desk: bool = False
    sign_in_confirms: dict[Ident, Label] = Field(default_factory=dict)
    handover_topics: dict[Ident, Label] = Field(default_factory=dict)
    skills: list[Ident] = Field(default_factory=list, description="What its holder can do, all of `rota.skills` named.")


class RouteRow(Grammar):
    """One row of a routing table; the first whose ``when`` holds decides, the last has none."""

    when: Expression | None = None
    to: Ident = Field(description="The department.")
    copies: list[Ident] = Field(default_factory=list, description="Departments whose heads are told as well.")
    notify: list[Notify] = Field(
        default_factory=list, description="Who is told at once when this row decides, besides those of the route."
    )


class Route(Grammar):
    """Where requests go: ``to``, or a ``table``. ``to``: yields the department's name; one that is always the same
    stands in quotes within quotes (``"'engineering'"``). ``table``: rows, first match. ``notify``: who is told at
    once. ``copies``: departments whose heads are told as well."""

    to: Expression | None = None
    table: list[RouteRow] = Field(default_factory=list)
    copies: list[Ident] = Field(default_factory=list)
    notify: list[Notify] = Field(default_factory=list)


class Answered(Grammar):
    """A request that is answered at the desk at once while ``when`` holds: no order, closed with the ``outcome``."""

    when: Expression
    outcome: Label = Field(description="Kept as the request's outcome.")


class Line(Grammar):
    """One thing people come for.

    Without ``steps`` the line is done at the counter: it is settled when its charges are paid and its allocations
    signed. ``read_back``: the whole form, or the fields named. ``severity_required``: the clerk must say it.
    ``tier``: CEL yielding one of the playbook's ``tiers``; default: the customer's. ``priority``: CEL yielding a whole
    number, higher is done first. ``documents``: without them the request does not leave the desk. ``internal``: only
    parts of a split order are of this line. ``file_as``: the kind under which the customer's file counts it.
    ``end_of_day``: what was sent out that day is complete or carries a reason. ``ledger``: kept in the complaint
    ledger, from these form fields. ``stays_with_owner``: at the end of a shift it does not move to the next person but
    stays with its owner until solved, and the handover log has a record of it.
    """

    title: Label
    form: dict[Ident, FormField] = Field(description="What is written down, in the order it is asked.")
    channels: list[Ident] = Field(default_factory=list, description="Ways it may come in; empty: any.")
    read_back: bool | list[Ident] = False
    severities: list[Ident] = Field(default_factory=list, description="The first is the default.")
    severity_required: bool = False
    tier: Expression | None = None
    priority: Expression | None = None
    documents: dict[Ident, DocumentSpec] = Field(default_factory=dict)
    decides: list[DecideRule] = Field(
        default_factory=list, description="Decision tables asked when the request is confirmed."
    )
    answered: list[Answered] = Field(
        default_factory=list, description="When the desk answers at once, without an order; the first that holds."
    )
    customer: CustomerFields | None = Field(default=None, description="Whose file the request belongs to.")
    file_as: Ident | None = None
    marks: list[MarkRule] = Field(default_factory=list, description="What the request marks its customer with.")
    internal: bool = False
    route: Route | None = Field(default=None, description="Which department its orders go to.")
    steps: list[Step] = Field(
        default_factory=list, description="What is done, by whom; without any the line is done at the counter."
    )
    deadlines: list[Deadline] = Field(
        default_factory=list, description="Promises about the whole order, besides those of its steps."
    )
    checks: list[Check] = Field(default_factory=list, description="Questions asked while it is under way.")
    hold_causes: dict[Ident, HoldCause] = Field(
        default_factory=dict, description="Why an order may stand still; without any it is never held."
    )
    transfer: Transfer | None = Field(default=None, description="Who may hand an order to another department.")
    split: Split | None = Field(default=None, description="Who may split an order into parts.")
    charges: list[ChargeRule] = Field(
        default_factory=list, description="What the customer pays, raised when the request is confirmed."
    )
    allocations: list[AllocationRule] = Field(default_factory=list, description="What a department is charged instead.")
    follow_up: list[CallbackPlan] = Field(default_factory=list, description="Calls and letters owed to the customer.")
    reopen: Reopen | None = Field(
        default=None, description="What dissatisfaction causes; without it the request ends there."
    )
    end_of_day: bool = False
    stays_with_owner: bool = False
    ledger: dict[Literal["complainant", "place"], Ident] = Field(default_factory=dict)


class Daily(Grammar):
    """Local times of the daily work."""

    stocktake: ClockTime = Field(description="Open items are listed.")
    end_of_day: ClockTime = Field(description="Orders still open need a reason.")


class Attachments(Grammar):
    """Files kept with a request: their largest size in bytes and the media types taken."""

    largest: int = Field(default=20_000_000, ge=1, le=1_000_000_000, description="Bytes of one file.")
    types: list[str] = Field(
        default_factory=lambda: ["image/jpeg", "image/png", "application/pdf", "text/plain"], description="Media types."
    )


class Playbook(Grammar):
    """One desk.

    ``open_deadlines``: what a new version or calendar does to promises already made: they are counted anew by the new
    rules (``recalculate``), with the time that has passed and the pauses carried over, or kept as promised (``keep``).
    ``permissions``: roles that may send a command or ask a view (``intake.record_request``, ``qry.intake.readings``);
    what is not named is open to all active staff.
    """

    playbook: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,47}$")] = Field(
        description="The playbook's own name, small letters and hyphens; FRONTDESK_SITES refers to it."
    )
    version: int = Field(
        ge=1, description="Raised with every change; each order keeps the version it was promised under."
    )
    title: Label
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        description="ISO 4217, such as CNY; every amount of the desk is in it."
    )
    calendar: Calendar = Field(description="When the desk is open.")
    callback_hours: dict[str, list[str]] = Field(description="Windows like those of calendar.open.")
    departments: dict[Ident, Department] = Field(description="Who work is sent to, the desk itself among them.")
    roles: dict[Ident, Role] = Field(
        description="What people are registered with; whoever may do something is named by role."
    )
    posts: dict[Ident, Post] = Field(default_factory=dict, description="What shifts are planned for.")
    desk_department: Ident = Field(description="The department that the desk itself is.")
    desk_roles: list[Ident] = Field(description="Who speaks for the desk.")
    managers: list[Ident] = Field(description="Roles that register staff and publish rosters.")
    personal_data_read_by: list[Ident] = Field(
        description="Roles that may read personal data in full; everybody else sees it masked."
    )
    permissions: dict[str, list[Ident]] = Field(default_factory=dict)
    prices: dict[Ident, PriceItem] = Field(default_factory=dict, description="The price list.")
    cash: Cash = Field(description="Payments, drawers and who may do what with them.")
    handover: HandoverPolicy = Field(description="What happens when a shift ends.")
    daily: Daily = Field(description="When the daily work is due.")
    calendars: dict[Ident, Calendar] = Field(
        default_factory=dict, description="Of departments with hours of their own."
    )
    open_deadlines: Literal["recalculate", "keep"] = "recalculate"
    tiers: dict[Ident, Label] = Field(default_factory=dict, description="Service tiers of customers.")
    marks: dict[Ident, Label] = Field(default_factory=dict, description="What may be marked on a customer.")
    groups: dict[Ident, Group] = Field(default_factory=dict, description="Whom notices and notifications go to.")
    decisions: dict[Ident, DecisionTable] = Field(default_factory=dict, description="Decision tables.")
    digests: dict[Ident, Digest] = Field(
        default_factory=dict, description="Orders collected and sent together on schedule."
    )
    expected_reports: dict[Ident, ExpectedReport] = Field(
        default_factory=dict, description="Reports that are owed every day."
    )
    summaries: dict[Ident, Summary] = Field(
        default_factory=dict, description="Surveys collected as a table on schedule."
    )
    notifications: list[Notification] = Field(
        default_factory=list, description="What is sent to whom when something happens."
    )
    attachments: Attachments = Field(default=Attachments(), description="Which files are taken.")
    stock: Stock | None = Field(default=None, description="What is kept, issued, sold, lent and given away.")
    rota: Rota | None = Field(default=None, description="The month's roster: skills, patterns, by when it is due.")
    planning: Planning | None = Field(default=None, description="What a proposed month has to keep.")
    people: People | None = Field(default=None, description="Meetings and staff accounts.")
    care: Care | None = Field(default=None, description="Calls that customers are due by segment.")
    retention: Retention | None = Field(default=None, description="Customers about to leave.")
    opinions: Opinions | None = Field(default=None, description="What customers say, by topic.")
    lines: dict[Ident, Line] = Field(description="What people come for.")
