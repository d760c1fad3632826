"""Keys, badges, documents: things that are lent and come back."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Recipient, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent

ItemState = Literal["in", "offered", "lent", "returning", "missing", "lost"]
LoanState = Literal["offered", "lent", "returning", "missing", "returned", "declined", "lost"]


class RegisterItem(Command):
    """A thing that can be lent from now on. By the roles that lend."""

    service, action, result = SERVICE, "register_item", Done
    item: Name
    kind: Name
    title: Text


class LoanReceipt(Part):
    loan_id: Id
    state: LoanState


class LendItem(Command):
    """The lender's signature; the thing is lent when the borrower accepts it."""

    service, action, result = SERVICE, "lend_item", LoanReceipt
    item: Name
    to: Actor
    due_at: AwareDatetime
    purpose: Text


class AcceptItem(Command):
    """The borrower's signature."""

    service, action, result = SERVICE, "accept_item", LoanReceipt
    loan_id: Id


class DeclineItem(Command):
    """The borrower does not take it, or the lender takes the offer back."""

    service, action, result = SERVICE, "decline_item", LoanReceipt
    loan_id: Id
    reason: Text


class ReturnItem(Command):
    """The borrower's signature under the return; done when somebody who lends confirms it."""

    service, action, result = SERVICE, "return_item", LoanReceipt
    loan_id: Id


class ConfirmItemReturn(Command):
    """The lender's signature under the return, by anybody who lends but the borrower. ``condition``: what is noted of
    it. A thing that was lost and is found comes back the same way."""

    service, action, result = SERVICE, "confirm_item_return", LoanReceipt
    loan_id: Id
    condition: Text | None = None


class ReportItemLost(Command):
    """Borrower or lender say that it is gone; the borrower answers for it until that is approved."""

    service, action, result = SERVICE, "report_item_lost", LoanReceipt
    loan_id: Id
    reason: Text


class DecideItemLost(Command):
    """By the playbook's roles, never by who reported it nor by the borrower. Refused, it is lent as before."""

    service, action, result = SERVICE, "decide_item_lost", LoanReceipt
    loan_id: Id
    approved: bool
    note: Text | None = None


class ItemRow(Part):
    item: Name
    kind: Name
    title: str
    state: ItemState
    holder: Actor | None
    loan_id: Id | None
    due_at: AwareDatetime | None
    overdue: bool


class ItemPage(Page[ItemRow]):
    pass


class ListItems(Query):
    """Who holds what."""

    service, view, result = SERVICE, "items", ItemPage
    kind: Name | None = None
    holder: Actor | None = None
    overdue: bool | None = None
    cursor: str | None = None
    limit: Limit = 50


class LoanRow(Part):
    loan_id: Id
    item: Name
    lender: Actor
    borrower: Actor
    purpose: str
    state: LoanState
    due_at: AwareDatetime
    offered_at: AwareDatetime
    accepted_at: AwareDatetime | None
    return_signed_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    ended_by: Actor | None
    note: str | None


class LoanPage(Page[LoanRow]):
    pass


class ListLoans(Query):
    """The history of a thing, or of a borrower; oldest first."""

    service, view, result = SERVICE, "loans", LoanPage
    item: Name | None = None
    borrower: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class ItemEvent(CashdeskEvent):
    """About one loan of one thing."""

    loan_id: Id
    item: Name
    lender: Actor
    borrower: Actor


class ItemRegistered(CashdeskEvent):
    fact = "item.registered"
    item: Name
    kind: Name
    title: str
    by: Actor


class ItemOffered(ItemEvent):
    fact = "item.offered"
    due_at: AwareDatetime


class ItemLent(ItemEvent):
    """Signed by both."""

    fact = "item.lent"
    due_at: AwareDatetime


class ItemDeclined(ItemEvent):
    fact = "item.declined"
    by: Actor
    reason: str


class ItemReturned(ItemEvent):
    """Signed by both: the borrower gave it back, ``taken_by`` took it."""

    fact = "item.returned"
    taken_by: Actor
    condition: str | None = None


class ItemOverdue(ItemEvent):
    """Not back in time; said again until it is. ``recipients``: borrower, lender and the playbook's roles."""

    fact = "item.overdue"
    due_at: AwareDatetime
    recipients: list[Recipient]


class ItemMissing(ItemEvent):
    """Reported as lost, not yet approved."""

    fact = "item.missing"
    by: Actor
    reason: str
    approver_roles: list[str]


class ItemLossDecided(ItemEvent):
    fact = "item.loss_decided"
    approved: bool
    by: Actor
    note: str | None = None
