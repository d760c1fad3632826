"""What dispatch understands and announces: work orders, steps and signatures, deadlines, escalations, approvals."""

from datetime import date
from typing import Any, Literal

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

SERVICE = "dispatch"

OrderState = Literal["open", "held", "verified", "ended", "cancelled"]
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
    """Report that work cannot finish: why, until when, and who told the customer. Rule PD-12."""

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


class DecideApproval(Command):
    """Grant or refuse; never by the one who applied, never twice."""

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
    explanation: str


class CheckView(Part):
    name: Name
    due_at: AwareDatetime
    asked: bool
    answers: list[dict[str, Any]] = Field(default_factory=list)


class ApprovalView(Part):
    approval_id: Id
    name: Name
    state: Literal["requested", "granted", "refused"]
    applicant: Actor
    approver_role: str
    decided_by: Actor | None = None
    note: str | None = None


class HistoryView(Part):
    """What happened to the order beside its steps: returned, held, resumed, told, carried_over, reopened, moved."""

    kind: Name
    by: str
    at: AwareDatetime
    data: dict[str, Any] = Field(default_factory=dict)


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


class OrderPage(Page[OrderRow]):
    pass


class ListOrders(Query):
    """Undone orders by department or assignee; with ``state`` also ended ones. Oldest first."""

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


class StepFact(_Dispatch):
    """The common shape of every step: ``signed_by`` is the sender; personal fields of ``records`` are masked."""

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
    """Work ended without a result to verify (a declined quote or offer)."""

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


class EscalationRaised(_Dispatch):
    """``level`` counts the links of the chain from 1; 0 is a notification that no deadline caused."""

    fact = "escalation.raised"
    number: RequestNumber
    order_id: Id
    name: Name
    level: int
    to_role: str
    recipients: list[Recipient]
    reason: str


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


class DispatchHandoverReported(_Dispatch):
    """Undone orders of the outgoing person, and at the desk those of the day."""

    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]


class DispatchCommandRefused(_Dispatch):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
