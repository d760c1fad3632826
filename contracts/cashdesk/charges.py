"""Prices, charges, payments, receipts, and costs that a department bears."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent, ChargeState
from contracts.cashdesk.stock import SerialRange
from contracts.money import Money


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
    cash names what was ``received``, and the change is computed. ``serials``: the pieces of one's own holding that are
    sold with it, unless ``sell_stock`` named them before. ``promotion``: the one the sale is counted for, and with
    ``participant_id`` who bought. Rules PD-11, PD-18, TH-33."""

    service, action, result = SERVICE, "take_payment", PaymentReceipt
    charge_id: Id
    method: Name
    amount: Money | None = None
    received: Money | None = None
    reference: Text | None = None
    serials: list[SerialRange] | None = Field(default=None, min_length=1, max_length=500)
    promotion: Name | None = None
    participant_id: Id | None = None


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


class ChargeRaised(CashdeskEvent):
    fact = "charge.raised"
    charge_id: Id
    number: RequestNumber
    name: Name
    item: str | None = None
    quantity: int = 1
    amount: Money
    receipt: bool = True
    clerk: Actor


class ChargeSettled(CashdeskEvent):
    """Nothing of this charge is outstanding. ``all_settled`` says so of every charge of the request."""

    fact = "charge.settled"
    charge_id: Id
    number: RequestNumber
    name: Name
    amount: Money
    all_settled: bool


class ChargeVoided(CashdeskEvent):
    """No longer owed. ``all_settled`` says that nothing of the request is outstanding now."""

    fact = "charge.voided"
    charge_id: Id
    number: RequestNumber
    reason: str
    all_settled: bool = False


class ChargeReopened(CashdeskEvent):
    """A correction took a payment back: a charge that was settled is outstanding again. Rule PD-11."""

    fact = "charge.reopened"
    charge_id: Id
    number: RequestNumber
    name: Name
    outstanding: Money
    reason: str


class PaymentTaken(CashdeskEvent):
    fact = "payment.taken"
    payment_id: Id
    charge_id: Id
    number: RequestNumber
    method: str
    amount: Money
    received: Money
    change: Money
    taken_by: Actor


class AllocationOpened(CashdeskEvent):
    fact = "allocation.opened"
    allocation_id: Id
    number: RequestNumber
    department: str
    item: str
    quantity: int
    amount: Money


class CostAllocated(CashdeskEvent):
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


class ReceiptIssued(CashdeskEvent):
    fact = "receipt.issued"
    receipt_id: Id
    charge_id: Id
    number: RequestNumber
    amount: Money
    copy_of: Id | None = None
