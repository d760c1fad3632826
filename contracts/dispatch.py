"""What dispatch understands and announces: work orders, steps and signatures, deadlines, escalations, approvals."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import (
    Actor,
    ChargeDue,
    Command,
    Done,
    Event,
    Form,
    HandoverItem,
    Id,
    Limit,
    Name,
    Page,
    Part,
    PayoutDue,
    Query,
    Recipient,
    RequestNumber,
    Text,
)
from contracts.money import Money

SERVICE = "dispatch"

OrderState = Literal["open", "held", "declined", "verified", "ended", "cancelled"]
"""``declined``: its department refused it; the desk routes it anew before anything more is signed."""
ApprovalState = Literal["requested", "granted", "refused", "withdrawn"]
"""``withdrawn``: another one's agreement was enough, or the order ended first."""
Teller = Literal["desk", "technician"]
DeadlineState = Literal["running", "paused", "met", "missed", "cancelled"]


# ------------------------------------------------------------------ commands
class StepReceipt(Part):
    """``next_steps`` can be taken now; ``told`` is what the step reveals to the signer (a room number)."""

    number: RequestNumber
    order_id: Id
    step: Name
    state: OrderState
    next_steps: list[Name] = Field(default_factory=list)
    told: dict[str, str] = Field(default_factory=dict)


class TakeStep(Command):
    """Take a step of the order's line; the sender's name is the signature.

    ``records`` holds the step's typed fields, ``decision`` one of its choices, ``read_back`` what was read
    aloud, which must match what is on file. Refused: a step out of order (409), a role that may not sign
    (403), records that do not fit (422). Rules PD-03, PD-05, PD-09 to PD-11, PD-17, PD-18.
    """

    service, action, result = SERVICE, "take_step", StepReceipt
    number: RequestNumber
    step: Name
    records: dict[str, Any] = Field(default_factory=dict)
    decision: Name | None = None
    read_back: dict[str, Any] = Field(default_factory=dict)
    happened_at: AwareDatetime | None = None


class ReturnOrder(Command):
    """Send the order back to the department with the reason; ``to_step`` and all after it are open again. PD-05."""

    service, action, result = SERVICE, "return_order", StepReceipt
    number: RequestNumber
    to_step: Name | None = None
    reason: Text


class HoldOrder(Command):
    """Report that work cannot finish: why, until when, and who told the customer. The playbook's cause says what of it
    must be said (422). When ``expected_end`` has passed, whoever held it and the head are told. Rules PD-12, HK-05."""

    service, action, result = SERVICE, "hold_order", Done
    number: RequestNumber
    cause: Name
    reason: Text
    expected_end: AwareDatetime | None = None
    told_by: Teller | None = None


class ResumeOrder(Command):
    service, action, result = SERVICE, "resume_order", Done
    number: RequestNumber
    note: Text | None = None


class TellCustomer(Command):
    """Record that the customer was told, and by whom. Rules PD-12, PD-18."""

    service, action, result = SERVICE, "tell_customer", Done
    number: RequestNumber
    told_by: Teller
    text: Text


class AnswerCheck(Command):
    """Answer the desk's question whether it is done. Rule PD-13."""

    service, action, result = SERVICE, "answer_check", Done
    number: RequestNumber
    check: Name
    done: bool
    note: Text | None = None


class CarryOver(Command):
    """Say why an order stays open past the end of the day. Rule PD-15."""

    service, action, result = SERVICE, "carry_over", Done
    number: RequestNumber
    reason: Text


class TransferOrder(Command):
    """Hand an undone order to another department: by those the line's ``transfer`` names, or the desk. A declined order
    is routed anew by the desk. What the former department signed stays as history, and the assignee is cleared."""

    service, action, result = SERVICE, "transfer_order", Done
    number: RequestNumber
    department: Name
    reason: Text


class DeclineOrder(Command):
    """Refuse an order for its department, with the reason. Nothing is signed until the desk routes it anew."""

    service, action, result = SERVICE, "decline_order", Done
    number: RequestNumber
    reason: Text


class NewPart(Part):
    """One part of an order that is split: what, where, and the form of the internal line."""

    title: Annotated[Text, Field(max_length=200)]
    department: Name
    form: Form = Field(default_factory=dict)


class SplitReceipt(Part):
    number: RequestNumber
    parts: list[RequestNumber]


class SplitOrder(Command):
    """Split an open order into parts, each an order of its own: ``<number>.1`` and so on. The order cannot be verified
    before all of them are done."""

    service, action, result = SERVICE, "split_order", SplitReceipt
    number: RequestNumber
    parts: list[NewPart] = Field(min_length=1, max_length=50)


class DelegateApproval(Command):
    """Hand an open approval to a named colleague, who decides instead: by a holder of the role that was asked, never to
    the applicant or to somebody who decided another part of it."""

    service, action, result = SERVICE, "delegate_approval", Done
    approval_id: Id
    to: Actor
    reason: Text


class DecideApproval(Command):
    """Grant or refuse; never by the one who applied, never twice, never by one person for two of the roles asked."""

    service, action, result = SERVICE, "decide_approval", Done
    approval_id: Id
    granted: bool
    note: Text | None = None


# ------------------------------------------------------------------ views
class StepView(Part):
    name: Name
    title: dict[str, str]
    state: Literal["done", "ready", "waiting", "skipped"]
    waits_for: list[str] = Field(default_factory=list)
    cycle: int = 1
    signed_by: Actor | None = None
    at: AwareDatetime | None = None
    records: dict[str, Any] = Field(default_factory=dict)
    decision: Name | None = None


class DeadlineView(Part):
    """A promise and how it stands. ``explanation`` says from which rule and moment the due time follows."""

    deadline_id: Id
    number: RequestNumber
    line: Name
    name: Name
    cycle: int
    state: DeadlineState
    started_at: AwareDatetime
    due_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    paused_seconds: int = 0
    escalated: int = 0
    paused_for: list[str] = Field(default_factory=list, description="Why its clock stands still now.")
    promised_under: int | None = Field(default=None, description="The playbook version.")
    explanation: str


class PauseView(Part):
    """A stretch in which the clock stood still for one reason: hold, condition, or shift (nobody was on it)."""

    reason: Literal["hold", "condition", "shift"]
    why: str
    by: str
    since: AwareDatetime
    until: AwareDatetime | None = None


class ChangeView(Part):
    """``reset`` and ``transferred`` gave the full time again; ``carried_over`` came with another severity, tier,
    department or form; ``recalculated`` with another playbook or calendar. What had passed was carried over."""

    kind: Literal["reset", "transferred", "carried_over", "recalculated"]
    at: AwareDatetime
    by: str
    why: str
    due_before: AwareDatetime
    due_after: AwareDatetime
    version_before: int | None = None
    version_after: int | None = None


class StretchView(Part):
    """Closed hours of the calendar that were skipped."""

    since: AwareDatetime
    until: AwareDatetime


class ToldView(Part):
    """A warning given or an escalation raised. ``link`` counts the links of the chain as the playbook has them."""

    at: AwareDatetime
    what: Literal["warning", "escalation"]
    to: list[str]
    link: int | None = None
    repeat: int | None = None


class DeadlineReasons(Part):
    """Why a deadline is due when it is: the rule, the version it was promised under, the moment it counts from, its
    clock and calendar, and everything that moved it."""

    deadline: DeadlineView
    rule: str
    playbook: str
    playbook_version: int
    moment: str
    clock: Literal["wall", "business", "shift"]
    calendar: str = Field(description="One of the playbook's calendars; empty: the desk's own.")
    timezone: str
    variant: str | None = Field(default=None, description="The condition that chose the time.")
    budget_seconds: float
    left_seconds: float | None = Field(default=None, description="Left on its clock now; null once it has ended.")
    counts_from: AwareDatetime = Field(description="The moment, or the last time it got its full time again.")
    pauses: list[PauseView] = Field(default_factory=list)
    closed: list[StretchView] = Field(default_factory=list)
    changes: list[ChangeView] = Field(default_factory=list)
    told: list[ToldView] = Field(default_factory=list)
    next_told_at: AwareDatetime | None = Field(default=None, description="The next warning or escalation.")


class GetDeadline(Query):
    """Why this due time? Named by ``deadline_id``, or by ``number`` and ``name`` (the present cycle's)."""

    service, view, result = SERVICE, "deadline", DeadlineReasons
    deadline_id: Id | None = None
    number: RequestNumber | None = None
    name: Name | None = None


class MovedDeadline(Part):
    """``due_before`` and ``due_after``; one that stands still has ``left_before`` and ``left_after`` seconds."""

    deadline_id: Id
    number: RequestNumber
    line: Name
    name: Name
    due_before: AwareDatetime
    due_after: AwareDatetime
    left_before: float | None = None
    left_after: float | None = None


class RecalculationPage(Part):
    """The open deadlines of this page that would move, of ``looked_at``; ``kept`` have no such promise any more.
    ``open`` is how many there are in all, on the first page only."""

    rows: list[MovedDeadline]
    looked_at: int
    kept: int
    open: int | None = None
    next: str | None = None


class Recalculation(Query):
    """What a new playbook would move: a dry run. ``document``: the whole playbook as JSON text. Looks at ``limit`` open
    deadlines a page."""

    service, view, result = SERVICE, "recalculation", RecalculationPage
    document: Annotated[str, Field(max_length=200_000)]
    cursor: str | None = None
    limit: int = Field(default=1_000, ge=1, le=2_000)


class PlaybookView(Part):
    """The playbook the site works with, as JSON text."""

    playbook: str
    version: int
    document: str


class GetPlaybook(Query):
    service, view, result = SERVICE, "playbook", PlaybookView


class CheckView(Part):
    name: Name
    due_at: AwareDatetime
    asked: bool
    answers: list[dict[str, Any]] = Field(default_factory=list)


class ApprovalView(Part):
    approval_id: Id
    name: Name
    state: ApprovalState
    applicant: Actor
    approver_role: str
    delegate: Actor | None = None
    decided_by: Actor | None = None
    note: str | None = None


class HistoryView(Part):
    """What happened to the order beside its steps: returned, held, resumed, told, carried_over, reopened, moved."""

    kind: Name
    by: str
    at: AwareDatetime
    data: dict[str, Any] = Field(default_factory=dict)


class PartView(Part):
    """One part of an order that was split."""

    number: RequestNumber
    title: str
    department: str
    state: OrderState
    assignee: Actor | None = None


class AttachmentView(Part):
    """A file kept with the request; ``object`` is its name in the site's object store."""

    attachment_id: Id
    object: str
    title: str
    media_type: str
    size: int
    by: Actor
    at: AwareDatetime


class DecisionView(Part):
    """What a decision table said of the request, and the row that decided."""

    name: Name
    row: Name
    allowed: bool
    fee: Money | None = None


class OrderView(Part):
    number: RequestNumber
    order_id: Id
    line: Name
    severity: Name | None
    state: OrderState
    department: str
    assignee: Actor | None
    cycle: int
    routed_at: AwareDatetime
    hold: dict[str, Any] | None
    carried_over: str | None
    charge_settled: bool
    form: Form
    steps: list[StepView]
    deadlines: list[DeadlineView]
    checks: list[CheckView]
    approvals: list[ApprovalView]
    history: list[HistoryView] = Field(default_factory=list)
    priority: int = 0
    tier: Name | None = None
    title: str | None = Field(default=None, description="Of a part.")
    part_of: RequestNumber | None = None
    parts: list[PartView] = Field(default_factory=list)
    decisions: list[DecisionView] = Field(default_factory=list)
    attachments: list[AttachmentView] = Field(default_factory=list)


class GetOrder(Query):
    service, view, result = SERVICE, "order", OrderView
    number: RequestNumber


class OrderRow(Part):
    number: RequestNumber
    line: Name
    severity: Name | None
    state: OrderState
    department: str
    assignee: Actor | None
    routed_at: AwareDatetime
    next_due_at: AwareDatetime | None
    priority: int = 0
    tier: Name | None = None
    part_of: RequestNumber | None = None


class OrderPage(Page[OrderRow]):
    pass


class LogRow(Part):
    """One order in the log: ``routed_at`` is the time of notice, ``accepted_by`` who took it on. Rule HK-08."""

    number: RequestNumber
    line: Name
    department: str
    state: OrderState
    routed_at: AwareDatetime
    accepted_by: Actor | None = None
    accepted_at: AwareDatetime | None = None
    assignee: Actor | None = None
    completed_by: Actor | None = None
    completed_at: AwareDatetime | None = None


class LogPage(Page[LogRow]):
    pass


class ShowLog(Query):
    """The log of all orders sent out on a local ``day`` (default today) or from ``since`` until before ``until``, in
    the order of notice. Rule HK-08."""

    service, view, result = SERVICE, "log", LogPage
    day: date | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    line: Name | None = None
    cursor: str | None = None
    limit: Limit = 50


class ListOrders(Query):
    """Undone orders by department or assignee; with ``state`` also ended ones. The highest priority stands first, then
    the oldest: an emergency is ahead of all other work. Rule IR-04."""

    service, view, result = SERVICE, "orders", OrderPage
    department: str | None = None
    assignee: Actor | None = None
    line: Name | None = None
    state: OrderState | None = None
    cursor: str | None = None
    limit: Limit = 50


class DeadlinePage(Page[DeadlineView]):
    pass


class ListDeadlines(Query):
    """Deadlines due on a local ``day`` (default today), optionally only in one ``state``."""

    service, view, result = SERVICE, "deadlines", DeadlinePage
    day: date | None = None
    state: DeadlineState | None = None
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class _Dispatch(Event):
    service = SERVICE


class PromisedDeadline(Part):
    deadline_id: Id
    name: Name
    due_at: AwareDatetime


class OrderRouted(_Dispatch):
    """An order exists, its department's people are told at once, its first deadlines are stored. PD-03, PD-09."""

    fact = "order.routed"
    number: RequestNumber
    order_id: Id
    line: Name
    severity: Name | None = None
    department: str
    notified: list[Recipient]
    deadlines: list[PromisedDeadline]
    routed_at: AwareDatetime
    priority: int = 0
    tier: Name | None = None
    rule: str | None = Field(default=None, description="What decided the department: a row of the routing table.")


class StepFact(_Dispatch):
    """The common shape of every step: ``signed_by`` is the sender; personal fields of ``records`` are masked.

    Of a part of a split order every step is announced as ``order.step_taken`` with ``part_of``, the order's number.
    """

    number: RequestNumber
    order_id: Id
    line: Name
    department: str
    step: Name
    cycle: int
    signed_by: Actor
    records: dict[str, Any] = Field(default_factory=dict)
    decision: Name | None = None
    happened_at: AwareDatetime
    assignee: Actor | None = None
    charge: ChargeDue | None = None
    payout: PayoutDue | None = None
    notified: list[Recipient] = Field(default_factory=list)
    part_of: RequestNumber | None = None


class StepTaken(StepFact):
    fact = "order.step_taken"


class OrderAssigned(StepFact):
    fact = "order.assigned"


class OrderAccepted(StepFact):
    fact = "order.accepted"


class OrderArrived(StepFact):
    fact = "order.arrived"


class OrderQuoted(StepFact):
    fact = "order.quoted"


class OrderQuoteAccepted(StepFact):
    """The charge in ``charge`` is raised by cashdesk. Rule PD-11."""

    fact = "order.quote_accepted"


class OrderQuoteDeclined(StepFact):
    fact = "order.quote_declined"


class OrderCompleted(StepFact):
    fact = "order.completed"


class OrderSignedOff(StepFact):
    fact = "order.signed_off"


class OrderVerified(StepFact):
    """The desk found it complete, settled and signed. ``form`` and ``received_by`` let followup plan."""

    fact = "order.verified"
    received_by: Actor
    form: Form
    severity: Name | None = None


class OrderEnded(_Dispatch):
    """Work ended without a result to verify: a declined quote or offer, a refused approval, a decision table that says
    no. ``step`` is the step or the decision that ended it."""

    fact = "order.ended"
    number: RequestNumber
    order_id: Id
    line: Name
    step: Name
    reason: str


class OrderCancelled(_Dispatch):
    fact = "order.cancelled"
    number: RequestNumber
    order_id: Id
    reason: str


class OrderReturned(_Dispatch):
    fact = "order.returned"
    number: RequestNumber
    order_id: Id
    department: str
    to_step: Name
    by: Actor
    reason: str
    notified: list[Recipient]


class OrderTransferred(_Dispatch):
    """Another department answers for it now; its head was told."""

    fact = "order.transferred"
    number: RequestNumber
    order_id: Id
    department: str
    previous: str
    by: Actor
    reason: str
    notified: list[Recipient]
    deadlines: list[PromisedDeadline] = Field(default_factory=list)


class OrderDeclined(_Dispatch):
    """Its department refused it; the desk was told and routes it anew."""

    fact = "order.declined"
    number: RequestNumber
    order_id: Id
    department: str
    by: Actor
    reason: str
    notified: list[Recipient]


class SplitPart(Part):
    """A new part: its number, where it went, who was told, what is promised."""

    number: RequestNumber
    order_id: Id
    title: str
    department: str
    notified: list[Recipient]
    deadlines: list[PromisedDeadline]


class OrderSplit(_Dispatch):
    fact = "order.split"
    number: RequestNumber
    order_id: Id
    line: Name = Field(description="The internal line of the parts.")
    by: Actor
    parts: list[SplitPart]


class PartCompleted(_Dispatch):
    """A part of the order ``number`` is done: verified, or ended without a result."""

    fact = "part.completed"
    number: RequestNumber
    part: RequestNumber
    department: str
    title: str
    state: OrderState
    open_parts: int


class PartCancelled(_Dispatch):
    """The order was cancelled or ended, and its open part with it; the department's head was told."""

    fact = "part.cancelled"
    number: RequestNumber
    part: RequestNumber
    department: str
    title: str
    reason: str
    notified: list[Recipient]


class OrderReopened(_Dispatch):
    """A new cycle after a dissatisfied customer; ``policy`` says what the deadlines do."""

    fact = "order.reopened"
    number: RequestNumber
    order_id: Id
    cycle: int
    policy: Literal["resume", "restart", "new"]
    from_step: Name
    notified: list[Recipient]
    deadlines: list[PromisedDeadline]


class OrderHeld(_Dispatch):
    fact = "order.held"
    number: RequestNumber
    order_id: Id
    cause: Name
    reason: str
    expected_end: AwareDatetime | None = None
    told_by: Teller | None = None
    held_by: Actor


class OrderHoldExpired(_Dispatch):
    """The expected end of the hold has passed and the order is still held: whoever held it and the head are told."""

    fact = "order.hold_expired"
    number: RequestNumber
    order_id: Id
    cause: Name
    reason: str
    expected_end: AwareDatetime
    held_by: Actor
    recipients: list[Recipient]


class OrderResumed(_Dispatch):
    fact = "order.resumed"
    number: RequestNumber
    order_id: Id
    note: str | None = None


class CustomerTold(_Dispatch):
    fact = "customer.told"
    number: RequestNumber
    told_by: Teller
    text: str


class CheckDue(_Dispatch):
    fact = "check.due"
    number: RequestNumber
    order_id: Id
    check: Name
    question: dict[str, str]
    ask: list[Recipient]


class CheckAnswered(_Dispatch):
    fact = "check.answered"
    number: RequestNumber
    order_id: Id
    check: Name
    done: bool
    note: str | None = None


class DeadlineMissed(_Dispatch):
    fact = "deadline.missed"
    number: RequestNumber
    order_id: Id
    deadline_id: Id
    name: Name
    line: Name
    department: str
    due_at: AwareDatetime
    cycle: int
    responsible: list[Recipient] = Field(default_factory=list, description="The person assigned, else the head.")
    promised_under: int | None = Field(default=None, description="The playbook version.")


class DeadlineWarned(_Dispatch):
    """It is not too late yet: a share of the time has passed, or the span before the due time is reached."""

    fact = "deadline.warned"
    number: RequestNumber
    order_id: Id
    deadline_id: Id
    name: Name
    line: Name
    department: str
    due_at: AwareDatetime
    cycle: int
    warning: int = Field(description="Which of the deadline's warnings, from 1.")
    recipients: list[Recipient]


class DeadlineMoved(_Dispatch):
    """Another severity, tier, department or form moved it, or it got its full time again."""

    fact = "deadline.moved"
    number: RequestNumber
    order_id: Id
    deadline_id: Id
    name: Name
    kind: Literal["reset", "transferred", "carried_over"]
    due_before: AwareDatetime
    due_after: AwareDatetime
    why: str = ""


class DeadlinesRecalculated(_Dispatch):
    """One batch of open deadlines was recalculated by another playbook or calendar. ``moved`` of ``looked_at``;
    ``first``: some of those moved; ``done`` with the last batch, ``total_moved`` of the whole run so far. ``next`` and
    ``next_size``: where dispatch goes on and with how many, null with the last."""

    fact = "deadlines.recalculated"
    playbook: str
    playbook_version: int
    looked_at: int
    moved: int
    total_looked_at: int
    total_moved: int
    first: list[MovedDeadline] = Field(default_factory=list)
    done: bool = False
    next: str | None = None
    next_size: int | None = None


class EscalationRaised(_Dispatch):
    """``level`` counts the links of the chain from 1 in the order of their time; 0 is a notification that no deadline
    caused. ``link`` counts them as the playbook has them, ``repeat`` how often this one was raised; both from 1."""

    fact = "escalation.raised"
    number: RequestNumber
    order_id: Id
    name: Name
    level: int
    to_role: str
    recipients: list[Recipient]
    reason: str
    link: int | None = None
    repeat: int | None = None
    deadline_id: Id | None = None


class OrderCarriedOver(_Dispatch):
    fact = "order.carried_over"
    number: RequestNumber
    order_id: Id
    reason: str
    by: Actor


class OrderUnexplained(_Dispatch):
    """At the end of the day the order is open and nobody said why. Rule PD-15."""

    fact = "order.unexplained"
    number: RequestNumber
    order_id: Id
    line: Name
    department: str
    recipients: list[Recipient]


class DayEnded(_Dispatch):
    """The end-of-day review of the lines that ask for one."""

    fact = "day.ended"
    day: date
    completed: int
    carried_over: list[RequestNumber]
    unexplained: list[RequestNumber]


class ApprovalRequested(_Dispatch):
    fact = "approval.requested"
    approval_id: Id
    number: RequestNumber
    name: Name
    applicant: Actor
    approver_role: str
    recipients: list[Recipient]


class ApprovalGranted(_Dispatch):
    fact = "approval.granted"
    approval_id: Id
    number: RequestNumber
    name: Name
    by: Actor
    note: str | None = None


class ApprovalRefused(_Dispatch):
    fact = "approval.refused"
    approval_id: Id
    number: RequestNumber
    name: Name
    by: Actor
    note: str | None = None


class ApprovalDelegated(_Dispatch):
    fact = "approval.delegated"
    approval_id: Id
    number: RequestNumber
    name: Name
    by: Actor
    to: Actor
    reason: str


class ApprovalWithdrawn(_Dispatch):
    """Nobody needs to decide it any more: another one's agreement was enough, or the order ended."""

    fact = "approval.withdrawn"
    approval_id: Id
    number: RequestNumber
    name: Name
    approver_role: str
    delegate: Actor | None = None
    reason: str


class DigestItem(Part):
    """One order of a digest; personal fields of ``form`` are masked."""

    number: RequestNumber
    line: Name
    form: Form
    recorded_at: AwareDatetime


class DigestGroup(Part):
    """``recipients``: head or staff of the department the group stands for, when the digest goes to them."""

    key: str
    items: list[DigestItem]
    recipients: list[Recipient] = Field(default_factory=list)


class DigestSent(_Dispatch):
    """Orders collected until now and sent together, at most 500 a message: ``part`` of ``parts``. A digest without any
    order is sent too. Rule PC-04."""

    fact = "digest.sent"
    digest_id: Id
    name: Name
    title: dict[str, str]
    since: AwareDatetime | None = Field(default=None, description="When the last one was sent; null for the first.")
    until: AwareDatetime
    total: int
    part: int
    parts: int
    groups: list[DigestGroup]
    recipients: list[Recipient]


class DispatchHandoverReported(_Dispatch):
    """Undone orders of the outgoing person, and at the desk those of the day."""

    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]
    round: int = 1


class DispatchCommandRefused(_Dispatch):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
