"""What cashdesk understands and announces: prices, charges, payments, drawers, refunds, allocations, the ledger."""

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import (
    Actor,
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
    Query,
    RequestNumber,
    Text,
)
from contracts.money import Money

SERVICE = "cashdesk"

ChargeState = Literal["open", "settled", "voided", "refunded"]
PayoutState = Literal["open", "settled", "voided"]


# ------------------------------------------------------------------ commands
class OpenDrawer(Command):
    """Open a drawer with a counted float. One open session a drawer, one drawer a clerk."""

    service, action, result = SERVICE, "open_drawer", Done
    drawer: Name
    counted: Money


class DrawerReceipt(Part):
    """The clerk learns the difference only after the count."""

    drawer: Name
    counted: Money
    expected: Money
    difference: Money


class CloseDrawer(Command):
    """A blind count. A difference needs ``reason``; it is recorded, never smoothed away."""

    service, action, result = SERVICE, "close_drawer", DrawerReceipt
    drawer: Name
    counted: Money
    reason: Text | None = None


class PaymentReceipt(Part):
    payment_id: Id
    charge_id: Id
    number: RequestNumber
    amount: Money
    received: Money
    change: Money
    outstanding: Money
    settled: bool


class TakePayment(Command):
    """Take money for a charge. ``method`` is one of the playbook's; ``amount`` defaults to what is outstanding;
    cash names what was ``received``, and the change is computed. Rules PD-11, PD-18."""

    service, action, result = SERVICE, "take_payment", PaymentReceipt
    charge_id: Id
    method: Name
    amount: Money | None = None
    received: Money | None = None
    reference: Text | None = None


class RefundReceipt(Part):
    refund_id: Id
    state: Literal["requested", "paid", "refused"]


class RequestRefund(Command):
    """Apply to pay back all or part of a payment; somebody else of the playbook's role decides."""

    service, action, result = SERVICE, "request_refund", RefundReceipt
    payment_id: Id
    amount: Money
    reason: Text


class DecideRefund(Command):
    """Grant or refuse a refund. The money leaves the way it came, from the approver's or clerk's drawer."""

    service, action, result = SERVICE, "decide_refund", RefundReceipt
    refund_id: Id
    granted: bool
    note: Text | None = None


class ReceiptView(Part):
    receipt_id: Id
    charge_id: Id
    number: RequestNumber
    amount: Money
    copy_of: Id | None = None


class IssueReceipt(Command):
    """Print the receipt of a settled charge. Refused with the reason for items that have none. Rule PD-20."""

    service, action, result = SERVICE, "issue_receipt", ReceiptView
    charge_id: Id


class SignAllocation(Command):
    """The department's person signs for the cost by sending this. Rule PD-21."""

    service, action, result = SERVICE, "sign_allocation", Done
    allocation_id: Id


class TransferReceipt(Part):
    transfer_id: Id
    state: Literal["offered", "handed_over", "declined"]


class HandOverCash(Command):
    """Hand cash to a named colleague; it moves when that colleague confirms the count. Rule PD-18."""

    service, action, result = SERVICE, "hand_over_cash", TransferReceipt
    to: Actor
    amount: Money


class ConfirmCash(Command):
    """The receiver's signature: ``counted`` must equal what was offered, otherwise it is refused."""

    service, action, result = SERVICE, "confirm_cash", TransferReceipt
    transfer_id: Id
    counted: Money


class EntryReceipt(Part):
    entry_id: Id


class DeclineCash(Command):
    """The receiver declines an offer of cash, or the giver takes it back; the cash stays where it is. Rule PD-18."""

    service, action, result = SERVICE, "decline_cash", TransferReceipt
    transfer_id: Id
    reason: Text


class PayoutReceipt(Part):
    """``all_settled``: nothing more is owed to the customer of this request."""

    payout_id: Id
    number: RequestNumber
    name: Name
    amount: Money
    method: Name
    all_settled: bool


class PayOut(Command):
    """Pay the customer what a step of the order made owed, once. ``payout_id`` is needed where several are open; cash
    leaves the sender's open ``drawer``, which must hold enough. Rules FS-03, FS-11."""

    service, action, result = SERVICE, "pay_out", PayoutReceipt
    number: RequestNumber
    payout_id: Id | None = None
    method: Name
    drawer: Name | None = None
    reference: Text | None = None


class CorrectEntry(Command):
    """Undo a ledger entry by its counter-entry; nothing is ever updated in place."""

    service, action, result = SERVICE, "correct_entry", EntryReceipt
    entry_id: Id
    reason: Text


# ------------------------------------------------------------------ views
class DrawerView(Part):
    """A drawer's position. ``expected`` is null for the clerk who still has to count it blind."""

    drawer: Name
    open: bool
    clerk: Actor | None
    opened_at: AwareDatetime | None
    opening_float: Money | None
    expected: Money | None
    last_difference: Money | None


class GetDrawer(Query):
    service, view, result = SERVICE, "drawer", DrawerView
    drawer: Name


class PriceRow(Part):
    item: Name
    title: dict[str, str]
    unit: str
    amount: Money
    receipt: bool
    no_receipt_reason: dict[str, str] | None


class PriceListView(Part):
    rows: list[PriceRow]


class GetPrices(Query):
    service, view, result = SERVICE, "prices", PriceListView


class PaymentRow(Part):
    payment_id: Id
    method: str
    amount: Money
    taken_by: Actor
    at: AwareDatetime
    refunded: Money


class ChargeView(Part):
    charge_id: Id
    number: RequestNumber
    name: Name
    item: str | None
    quantity: int
    unit_amount: Money
    amount: Money
    outstanding: Money
    state: ChargeState
    receipt: bool
    raised_at: AwareDatetime
    clerk: Actor
    payments: list[PaymentRow]


class ChargePage(Page[ChargeView]):
    pass


class ListCharges(Query):
    """Charges of a request, of a price-list item, or of a day; newest last."""

    service, view, result = SERVICE, "charges", ChargePage
    number: RequestNumber | None = None
    item: str | None = None
    day: date | None = None
    state: ChargeState | None = None
    cursor: str | None = None
    limit: Limit = 50


class AllocationRow(Part):
    allocation_id: Id
    number: RequestNumber
    department: str
    item: str
    quantity: int
    amount: Money
    state: Literal["open", "signed", "voided"]
    signed_by: Actor | None
    signed_at: AwareDatetime | None
    clerk: Actor


class AllocationPage(Page[AllocationRow]):
    pass


class ListAllocations(Query):
    """Costs allocated to departments, with sheets, paper size and who signed. Rule PD-21."""

    service, view, result = SERVICE, "allocations", AllocationPage
    department: str | None = None
    number: RequestNumber | None = None
    cursor: str | None = None
    limit: Limit = 50


class RefundRow(Part):
    refund_id: Id
    payment_id: Id
    charge_id: Id
    number: RequestNumber
    amount: Money
    state: Literal["requested", "paid", "refused", "corrected"]
    applicant: Actor
    reason: str
    requested_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    note: str | None


class RefundPage(Page[RefundRow]):
    pass


class ListRefunds(Query):
    """Refunds, for example those that wait for a decision (``state`` requested); newest last."""

    service, view, result = SERVICE, "refunds", RefundPage
    number: RequestNumber | None = None
    state: Literal["requested", "paid", "refused", "corrected"] | None = None
    cursor: str | None = None
    limit: Limit = 50


class TransferRow(Part):
    """``decided_by`` is who counted or declined the cash."""

    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money
    state: Literal["offered", "handed_over", "declined"]
    offered_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    reason: str | None


class TransferPage(Page[TransferRow]):
    pass


class ListTransfers(Query):
    """Cash from hand to hand, of one ``person`` (giver or receiver) or of all; newest last. Rule PD-18."""

    service, view, result = SERVICE, "transfers", TransferPage
    person: Actor | None = None
    state: Literal["offered", "handed_over", "declined"] | None = None
    cursor: str | None = None
    limit: Limit = 50


class PayoutRow(Part):
    payout_id: Id
    number: RequestNumber
    name: Name
    amount: Money
    state: PayoutState
    opened_at: AwareDatetime
    opened_by: Actor
    method: Name | None
    paid_by: Actor | None
    paid_at: AwareDatetime | None
    reference: str | None


class PayoutPage(Page[PayoutRow]):
    pass


class ListPayouts(Query):
    """What is or was owed to customers, of one request or in one ``state``; newest last. Rule FS-11."""

    service, view, result = SERVICE, "payouts", PayoutPage
    number: RequestNumber | None = None
    state: PayoutState | None = None
    cursor: str | None = None
    limit: Limit = 50


class TableAnswer(Part):
    """What a decision table says and why: ``row`` decided on ``inputs`` (readable, by name), ``reason`` refuses,
    ``fee`` is what the customer pays when it allows."""

    table: Name
    title: dict[str, str]
    row: Name
    allowed: bool
    reason: dict[str, str] | None
    note: dict[str, str] | None
    fee: Money | None
    inputs: dict[str, str]


class DecisionRow(TableAnswer):
    """A decision as it was made, under the ``playbook_version`` of that moment."""

    name: Name
    playbook_version: int
    at: AwareDatetime


class DecisionView(Part):
    """``rows`` is empty for a request of a line that asks no table."""

    number: RequestNumber
    rows: list[DecisionRow]


class GetDecision(Query):
    """What was decided about a request, and why. Rules FS-02, FS-10."""

    service, view, result = SERVICE, "decision", DecisionView
    number: RequestNumber


class Consult(Query):
    """What a table would say now, before anything is recorded; nothing is kept. ``form`` holds the fields known so
    far of ``line``, which may be left out where one line alone asks the table. Rules FS-02, FS-10."""

    service, view, result = SERVICE, "consult", TableAnswer
    table: Name
    line: Name | None = None
    form: Form
    severity: Name | None = None
    tier: Name | None = None
    happened_at: AwareDatetime | None = None


class AccountRow(Part):
    account: str
    debit: Money
    credit: Money
    balance: Money


class TrialBalanceView(Part):
    """``balanced`` is true when debits equal credits to the last minor unit."""

    at: AwareDatetime
    rows: list[AccountRow]
    debit: Money
    credit: Money
    balanced: bool


class TrialBalance(Query):
    service, view, result = SERVICE, "trial_balance", TrialBalanceView
    at: AwareDatetime | None = None


class LedgerLine(Part):
    entry_id: Id
    account: str
    debit: Money
    credit: Money
    at: AwareDatetime
    actor: Actor
    number: RequestNumber | None
    memo: str
    corrects: Id | None = None


class LedgerLinePage(Page[LedgerLine]):
    pass


class ListEntries(Query):
    service, view, result = SERVICE, "entries", LedgerLinePage
    account: str | None = None
    number: RequestNumber | None = None
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class _Cashdesk(Event):
    service = SERVICE


class ChargeRaised(_Cashdesk):
    fact = "charge.raised"
    charge_id: Id
    number: RequestNumber
    name: Name
    item: str | None = None
    quantity: int = 1
    amount: Money
    receipt: bool = True
    clerk: Actor


class ChargeSettled(_Cashdesk):
    """Nothing of this charge is outstanding. ``all_settled`` says so of every charge of the request."""

    fact = "charge.settled"
    charge_id: Id
    number: RequestNumber
    name: Name
    amount: Money
    all_settled: bool


class DecisionMade(_Cashdesk):
    """A decision table was asked about a confirmed request. ``row`` is the row that decided, ``reason`` its words in
    Chinese and English when it refuses; ``fee`` is what the customer pays when it allows. Rules FS-02, FS-10."""

    fact = "decision.made"
    number: RequestNumber
    line: Name
    name: Name
    table: Name
    row: Name
    allowed: bool
    reason: dict[str, str] | None = None
    note: dict[str, str] | None = None
    fee: Money | None = None
    inputs: dict[str, str] = Field(default_factory=dict)


class PayoutOpened(_Cashdesk):
    """Money is owed to the customer."""

    fact = "payout.opened"
    payout_id: Id
    number: RequestNumber
    name: Name
    amount: Money


class PayoutSettled(_Cashdesk):
    """It was paid out. ``all_settled`` says so of every payout of the request."""

    fact = "payout.settled"
    payout_id: Id
    number: RequestNumber
    name: Name
    amount: Money
    method: Name
    paid_by: Actor
    all_settled: bool


class PayoutVoided(_Cashdesk):
    """No longer owed: the request was cancelled."""

    fact = "payout.voided"
    payout_id: Id
    number: RequestNumber
    name: Name
    reason: str


class ChargeVoided(_Cashdesk):
    """No longer owed. ``all_settled`` says that nothing of the request is outstanding now."""

    fact = "charge.voided"
    charge_id: Id
    number: RequestNumber
    reason: str
    all_settled: bool = False


class ChargeReopened(_Cashdesk):
    """A correction took a payment back: a charge that was settled is outstanding again. Rule PD-11."""

    fact = "charge.reopened"
    charge_id: Id
    number: RequestNumber
    name: Name
    outstanding: Money
    reason: str


class PaymentTaken(_Cashdesk):
    fact = "payment.taken"
    payment_id: Id
    charge_id: Id
    number: RequestNumber
    method: str
    amount: Money
    received: Money
    change: Money
    taken_by: Actor


class RefundRequested(_Cashdesk):
    fact = "refund.requested"
    refund_id: Id
    payment_id: Id
    number: RequestNumber
    amount: Money
    applicant: Actor
    reason: str
    approver_roles: list[str]


class RefundPaid(_Cashdesk):
    fact = "refund.paid"
    refund_id: Id
    payment_id: Id
    number: RequestNumber
    amount: Money
    by: Actor


class RefundRefused(_Cashdesk):
    fact = "refund.refused"
    refund_id: Id
    payment_id: Id
    number: RequestNumber
    by: Actor
    note: str | None = None


class AllocationOpened(_Cashdesk):
    fact = "allocation.opened"
    allocation_id: Id
    number: RequestNumber
    department: str
    item: str
    quantity: int
    amount: Money


class CostAllocated(_Cashdesk):
    """Signed by the department's person; nothing is charged. Rule PD-21."""

    fact = "cost.allocated"
    allocation_id: Id
    number: RequestNumber
    department: str
    item: str
    quantity: int
    amount: Money
    signed_by: Actor
    all_settled: bool


class ReceiptIssued(_Cashdesk):
    fact = "receipt.issued"
    receipt_id: Id
    charge_id: Id
    number: RequestNumber
    amount: Money
    copy_of: Id | None = None


class DrawerOpened(_Cashdesk):
    fact = "drawer.opened"
    drawer: Name
    clerk: Actor
    opening_float: Money


class DrawerClosed(_Cashdesk):
    fact = "drawer.closed"
    drawer: Name
    clerk: Actor
    counted: Money
    difference: Money


class DiscrepancyRecorded(_Cashdesk):
    fact = "discrepancy.recorded"
    drawer: Name
    clerk: Actor
    difference: Money
    reason: str


class CashOffered(_Cashdesk):
    fact = "cash.offered"
    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money


class CashHandedOver(_Cashdesk):
    """Two signatures: the giver's offer and the receiver's count."""

    fact = "cash.handed_over"
    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money


class CashDeclined(_Cashdesk):
    fact = "cash.declined"
    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money
    by: Actor
    reason: str


class EntryCorrected(_Cashdesk):
    fact = "entry.corrected"
    entry_id: Id
    counter_entry_id: Id
    by: Actor
    reason: str


class CashdeskHandoverReported(_Cashdesk):
    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]


class CashdeskCommandRefused(_Cashdesk):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
