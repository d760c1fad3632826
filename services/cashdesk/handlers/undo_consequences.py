"""What the counter-entry of a charge, payment, refund, allocation or security deposit takes back beside its postings.

Each function checks first and returns what is to be written once the counter-entry is booked.
"""

from collections.abc import Awaitable, Callable

from chassis.work import Work
from contracts.cashdesk import ChargeReopened, ChargeVoided
from contracts.money import Money
from contracts.problems import Conflict
from services.cashdesk.domain.movements import DEPOSIT_KEPT, DEPOSIT_RETURNED, DEPOSIT_TAKEN
from services.cashdesk.handlers.settle_charge import is_all_settled
from services.cashdesk.handlers.take_back_goods import free_goods, leave_with_customer, undo_sale
from services.cashdesk.repository.charges import get_allocation, get_charge, is_cancelled, save_allocation, save_charge
from services.cashdesk.repository.payments import get_payment, get_refund, requested_minor, save_payment, save_refund
from services.cashdesk.repository.security_deposits import (
    asked_minor,
    get_part,
    get_security_deposit,
    save_part,
    save_security_deposit,
)

Undo = Callable[[str], Awaitable[None]]
"""Writes; takes the id of the counter-entry."""


async def undo_charge(work: Work, charge_id: str, reason: str) -> Undo:
    """The charge is voided. Raises Conflict when money was taken for it."""
    charge = await get_charge(work.store, work.site, charge_id)
    if charge.state != "open" or charge.paid_minor:
        raise Conflict(
            f"the charge is {charge.state} and money was taken for it",
            errors={"entry_id": "correct the payments first, or refund them"},
        )

    async def write(_: str) -> None:
        await free_goods(work, charge)
        save_charge(work.store, charge, state="voided")
        settled = await is_all_settled(work, charge.number)
        work.announce(ChargeVoided(charge_id=charge.id, number=charge.number, reason=reason, all_settled=settled))

    return write


async def undo_payment(work: Work, payment_id: str, reason: str) -> Undo:
    """The payment never was, and its charge is outstanding again. Raises Conflict when refunds build on it."""
    payment = await get_payment(work.store, work.site, payment_id)
    charge = await get_charge(work.store, work.site, payment.charge_id)
    if payment.refunded_minor or await requested_minor(work.store, work.site, payment.id):
        raise Conflict(
            "a refund of this payment was paid or waits for a decision",
            errors={"entry_id": "correct or refuse the refund first"},
        )
    if charge.state == "voided" or await is_cancelled(work.store, work.site, charge.number):
        raise Conflict(
            "the charge is voided or its request cancelled",
            errors={"entry_id": "give the money back with request_refund"},
        )

    async def write(counter_id: str) -> None:
        save_payment(work.store, payment, corrected_by=counter_id)
        paid = charge.paid_minor - payment.amount_minor
        goods = await undo_sale(work, charge)
        save_charge(work.store, charge, paid_minor=paid, state="open", goods=goods)
        if charge.state != "open":
            outstanding = Money.of_minor(charge.amount_minor - paid, charge.currency)
            work.announce(
                ChargeReopened(
                    charge_id=charge.id,
                    number=charge.number,
                    name=charge.name,
                    outstanding=outstanding,
                    reason=reason,
                )
            )

    return write


async def undo_refund(work: Work, refund_id: str, _: str) -> Undo:
    """The money is back; the payment can be refunded anew."""
    refund = await get_refund(work.store, work.site, refund_id)
    payment = await get_payment(work.store, work.site, refund.payment_id)
    charge = await get_charge(work.store, work.site, refund.charge_id)

    async def write(_: str) -> None:
        save_refund(work.store, refund, state="corrected")
        save_payment(work.store, payment, refunded_minor=payment.refunded_minor - refund.amount_minor)
        state = "settled" if charge.state == "refunded" else charge.state
        if state != charge.state:
            await leave_with_customer(work, charge)
        save_charge(work.store, charge, refunded_minor=charge.refunded_minor - refund.amount_minor, state=state)

    return write


async def undo_allocation(work: Work, allocation_id: str, _: str) -> Undo:
    """The department's cost is taken back and the allocation voided."""
    allocation = await get_allocation(work.store, work.site, allocation_id)

    async def write(_: str) -> None:
        save_allocation(work.store, allocation, state="voided")

    return write


async def undo_security_deposit(work: Work, deposit_id: str, _: str) -> Undo:
    """It never was taken. Raises Conflict when some of it was given back or kept, or is about to be kept."""
    deposit = await get_security_deposit(work.store, work.site, deposit_id)
    if deposit.returned_minor or deposit.kept_minor or await asked_minor(work.store, work.site, deposit.id):
        raise Conflict(
            "some of this security deposit was given back or kept, or waits for a decision",
            errors={"entry_id": "correct what was given back or kept first, and have the application refused"},
        )

    async def write(_: str) -> None:
        save_security_deposit(work.store, deposit, state="corrected")

    return write


async def undo_return(work: Work, return_id: str, _: str) -> Undo:
    """The money is back, and held again."""
    part = await get_part(work.store, work.site, return_id, "return")
    deposit = await get_security_deposit(work.store, work.site, part.deposit_id)

    async def write(_: str) -> None:
        save_part(work.store, part, state="corrected")
        returned = deposit.returned_minor - part.amount_minor
        save_security_deposit(work.store, deposit, returned_minor=returned, state="open")

    return write


async def undo_keep(work: Work, keep_id: str, _: str) -> Undo:
    """No income, but held again; it can be given back or applied for anew."""
    part = await get_part(work.store, work.site, keep_id, "keep")
    deposit = await get_security_deposit(work.store, work.site, part.deposit_id)

    async def write(_: str) -> None:
        save_part(work.store, part, state="corrected")
        save_security_deposit(work.store, deposit, kept_minor=deposit.kept_minor - part.amount_minor, state="open")

    return write


UNDO: dict[str, Callable[[Work, str, str], Awaitable[Undo]]] = {
    "charge": undo_charge,
    "payment": undo_payment,
    "refund": undo_refund,
    "allocation": undo_allocation,
    DEPOSIT_TAKEN: undo_security_deposit,
    DEPOSIT_RETURNED: undo_return,
    DEPOSIT_KEPT: undo_keep,
}
"""By kind of entry."""
