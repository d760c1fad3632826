"""Money that goes back to customers: refunds and payouts."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent, PayoutState
from contracts.money import Money


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


class PayoutOpened(CashdeskEvent):
    """Money is owed to the customer."""

    fact = "payout.opened"
    payout_id: Id
    number: RequestNumber
    name: Name
    amount: Money


class PayoutSettled(CashdeskEvent):
    """It was paid out. ``all_settled`` says so of every payout of the request."""

    fact = "payout.settled"
    payout_id: Id
    number: RequestNumber
    name: Name
    amount: Money
    method: Name
    paid_by: Actor
    all_settled: bool


class PayoutVoided(CashdeskEvent):
    """No longer owed: the request was cancelled."""

    fact = "payout.voided"
    payout_id: Id
    number: RequestNumber
    name: Name
    reason: str


class RefundRequested(CashdeskEvent):
    fact = "refund.requested"
    refund_id: Id
    payment_id: Id
    number: RequestNumber
    amount: Money
    applicant: Actor
    reason: str
    approver_roles: list[str]


class RefundPaid(CashdeskEvent):
    fact = "refund.paid"
    refund_id: Id
    payment_id: Id
    number: RequestNumber
    amount: Money
    by: Actor


class RefundRefused(CashdeskEvent):
    fact = "refund.refused"
    refund_id: Id
    payment_id: Id
    number: RequestNumber
    by: Actor
    note: str | None = None
