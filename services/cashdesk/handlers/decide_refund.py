"""A refund is decided by the playbook's roles, never by who applied; the money leaves the way it came."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import DecideRefund, RefundPaid, RefundReceipt, RefundRefused
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain import movements
from services.cashdesk.domain.ledger import bank_account
from services.cashdesk.domain.paying import CASH, state_after_refund
from services.cashdesk.handlers.find_cash import CashPlace, cash_in_drawer
from services.cashdesk.handlers.take_back_goods import take_all_back
from services.cashdesk.repository.charges import get_charge, save_charge
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.payments import get_payment, get_refund, save_payment, save_refund


async def decide_refund(command: DecideRefund, work: Work) -> RefundReceipt:
    """Raises Forbidden for the applicant and for other roles, Conflict when it is decided or the cash is not there."""
    roles = work.playbook.cash.refund_approvers
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not decide refunds; roles that do: {', '.join(roles)}")
    refund = await get_refund(work.store, work.site, command.refund_id)
    if refund.applicant == work.actor:
        raise Forbidden("whoever applies for a refund does not decide it; ask another approver")
    if refund.state != "requested":
        raise Conflict(f"the refund is already {refund.state}, by '{refund.decided_by}'")
    if command.granted:
        await _pay(work, refund, command.note)
        return RefundReceipt(refund_id=refund.id, state="paid")
    _decide(work, refund, "refused", command.note)
    work.announce(
        RefundRefused(
            refund_id=refund.id,
            payment_id=refund.payment_id,
            number=refund.number,
            by=work.actor,
            note=command.note,
        )
    )
    return RefundReceipt(refund_id=refund.id, state="refused")


async def _pay(work: Work, refund: Row[Any], note: str | None) -> None:
    payment = await get_payment(work.store, work.site, refund.payment_id)
    charge = await get_charge(work.store, work.site, refund.charge_id)
    amount = refund.amount_minor
    source = CashPlace(bank_account(payment.method), None, amount)
    if payment.method == CASH:
        source = await _drawer_with(work, refund)
    movement = movements.pay_refund(source.account, amount, refund.reason)
    entry_id = await post(work, movement, refund.id, number=refund.number, sessions=source.sessions)
    _decide(work, refund, "paid", note, entry_id)
    save_payment(work.store, payment, refunded_minor=payment.refunded_minor + amount)
    back = charge.refunded_minor + amount
    state = state_after_refund(charge.paid_minor, back, charge.state)
    save_charge(work.store, charge, refunded_minor=back, state=state)
    if state == "refunded":
        await take_all_back(work, charge, refund.reason)
    work.announce(
        RefundPaid(
            refund_id=refund.id,
            payment_id=payment.id,
            number=refund.number,
            amount=Money.of_minor(amount, refund.currency),
            by=work.actor,
        )
    )


async def _drawer_with(work: Work, refund: Row[Any]) -> CashPlace:
    """The applicant's open drawer if it has the cash, else the decider's."""
    found = [await cash_in_drawer(work, actor) for actor in (refund.applicant, work.actor)]
    drawers = [place for place in found if place is not None]
    if not drawers:
        raise Conflict(
            f"a cash refund leaves a drawer, and neither '{refund.applicant}' nor '{work.actor}' has one open",
            slug="no-open-drawer",
            errors={"refund_id": "open a drawer with cashdesk.open_drawer, then decide"},
        )
    for place in drawers:
        if place.free >= refund.amount_minor:
            return place
    raise Conflict(
        "the open drawer does not hold enough cash for this refund",
        errors={"refund_id": "have cash handed to the drawer with hand_over_cash, then decide"},
    )


def _decide(work: Work, refund: Row[Any], state: str, note: str | None, entry_id: str | None = None) -> None:
    save_refund(
        work.store,
        refund,
        state=state,
        decided_by=work.actor,
        decided_at=work.now,
        note=note,
        entry_id=entry_id,
    )
