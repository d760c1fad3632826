"""Security deposits (押金): money of a customer that the desk holds, and gives back or keeps."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money

SecurityDepositState = Literal["open", "ended", "corrected"]
KeepState = Literal["requested", "kept", "refused", "corrected"]


class SecurityDepositReceipt(Part):
    """``held``: what the desk has of it now. ``change``: of the cash that was handed over when it was taken."""

    deposit_id: Id
    state: SecurityDepositState
    amount: Money
    held: Money
    change: Money | None = None


class TakeSecurityDeposit(Command):
    """Take money that stays the customer's, by the same rules as a payment: cash goes into the sender's open drawer
    (``received`` is what was handed over), other methods to their account with a ``reference``. ``item``: the lent
    thing it stands for. Of ``customer`` and ``phone`` only the masked form is kept."""

    service, action, result = SERVICE, "take_security_deposit", SecurityDepositReceipt
    purpose: Text
    method: Name
    amount: Money
    received: Money | None = None
    reference: Text | None = None
    number: RequestNumber | None = None
    item: Name | None = None
    customer: Text | None = None
    phone: Text | None = None


class ReturnSecurityDeposit(Command):
    """Give all or ``amount`` of it back, the way it came: cash from the sender's open drawer, which must hold enough;
    any other method needs the ``reference`` of the transfer."""

    service, action, result = SERVICE, "return_security_deposit", SecurityDepositReceipt
    deposit_id: Id
    amount: Money | None = None
    reference: Text | None = None


class KeepReceipt(Part):
    keep_id: Id
    deposit_id: Id
    state: KeepState
    amount: Money


class KeepSecurityDeposit(Command):
    """Apply to keep all or ``amount`` of it; another person of the roles that decide refunds decides. ``name``: what it
    is kept for, and the account ``revenue:<name>``. Until the decision it is not given back."""

    service, action, result = SERVICE, "keep_security_deposit", KeepReceipt
    deposit_id: Id
    amount: Money | None = None
    name: Name
    reason: Text


class DecideSecurityDeposit(Command):
    """Grant or refuse that money of a security deposit is kept, never by who applied for it."""

    service, action, result = SERVICE, "decide_security_deposit", KeepReceipt
    keep_id: Id
    granted: bool
    note: Text | None = None


class KeepRow(Part):
    """What of a security deposit was asked to be kept, and what became of it."""

    keep_id: Id
    amount: Money
    name: Name
    state: KeepState
    applicant: Actor
    reason: str
    requested_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    note: str | None


class SecurityDepositRow(Part):
    """``amount`` is ``returned`` + ``kept`` + ``held``; of one that was corrected nothing is held. ``customer`` and
    ``phone`` are masked."""

    deposit_id: Id
    purpose: str
    method: Name
    amount: Money
    returned: Money
    kept: Money
    held: Money
    state: SecurityDepositState
    number: RequestNumber | None
    item: Name | None
    customer: str | None
    phone: str | None
    reference: str | None
    taken_by: Actor
    taken_at: AwareDatetime
    keeps: list[KeepRow]


class SecurityDepositPage(Page[SecurityDepositRow]):
    pass


class ListSecurityDeposits(Query):
    """Security deposits, for example those still held (``state`` open); newest last."""

    service, view, result = SERVICE, "security_deposits", SecurityDepositPage
    deposit_id: Id | None = None
    number: RequestNumber | None = None
    item: Name | None = None
    state: SecurityDepositState | None = None
    cursor: str | None = None
    limit: Limit = 50


class SecurityDepositEvent(CashdeskEvent):
    """About one security deposit. ``held``: what the desk has of it afterwards."""

    deposit_id: Id
    number: RequestNumber | None = None
    item: Name | None = None
    amount: Money
    held: Money


class SecurityDepositTaken(SecurityDepositEvent):
    """``customer`` and ``phone`` are masked."""

    fact = "security_deposit.taken"
    purpose: str
    method: Name
    customer: str | None = None
    phone: str | None = None
    taken_by: Actor


class SecurityDepositReturned(SecurityDepositEvent):
    fact = "security_deposit.returned"
    return_id: Id
    method: Name
    reference: str | None = None
    by: Actor


class SecurityDepositKeepRequested(SecurityDepositEvent):
    """Waits for a decision of ``approver_roles``, never by the applicant."""

    fact = "security_deposit.keep_requested"
    keep_id: Id
    name: Name
    applicant: Actor
    reason: str
    approver_roles: list[str]


class SecurityDepositKept(SecurityDepositEvent):
    """It is income of the desk now."""

    fact = "security_deposit.kept"
    keep_id: Id
    name: Name
    applicant: Actor
    reason: str
    by: Actor


class SecurityDepositKeepRefused(SecurityDepositEvent):
    fact = "security_deposit.keep_refused"
    keep_id: Id
    applicant: Actor
    by: Actor
    note: str | None = None
