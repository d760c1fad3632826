"""The customer gets what is owed: from the sender's drawer, or by a bank. Rules FS-03, FS-11."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import PayOut, PayoutReceipt, PayoutSettled
from contracts.money import Money
from contracts.problems import Conflict, Invalid
from services.cashdesk.domain import movements
from services.cashdesk.domain.ledger import bank_account
from services.cashdesk.domain.paying import CASH, check_may_pay_out, check_method, choose_payout
from services.cashdesk.handlers.find_cash import CashPlace, cash_of_session
from services.cashdesk.handlers.settle_payout import no_payout_open
from services.cashdesk.repository.drawers import session_of_clerk
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.payouts import payouts_of, save_payout


async def pay_out(command: PayOut, work: Work) -> PayoutReceipt:
    """Once. Raises Forbidden, NotFound, Invalid or Conflict; nothing is paid then."""
    book = work.playbook
    check_may_pay_out(work.actor, work.person.roles, book)
    check_method(command.method, book.cash)
    found = await payouts_of(work.store, work.site, command.number)
    states = {row.id: (row.name, row.state, row.paid_by) for row in found}
    chosen = choose_payout(command.number, states, command.payout_id)
    payout = next(row for row in found if row.id == chosen)
    source = await _source(command, payout.amount_minor, work)
    movement = movements.pay_out(source.account, payout.amount_minor, payout.name, command.method)
    entry_id = await post(work, movement, payout.id, number=payout.number, sessions=source.sessions)
    save_payout(
        work.store,
        payout,
        state="settled",
        method=command.method,
        reference=command.reference,
        paid_by=work.actor,
        paid_at=work.now,
        paid_entry_id=entry_id,
    )
    return await _receipt(command, payout, work)


async def _receipt(command: PayOut, payout: Row[Any], work: Work) -> PayoutReceipt:
    facts = {
        "payout_id": payout.id,
        "number": payout.number,
        "name": payout.name,
        "amount": Money.of_minor(payout.amount_minor, payout.currency),
        "method": command.method,
        "all_settled": await no_payout_open(work, payout.number),
    }
    work.announce(PayoutSettled(**facts, paid_by=work.actor))
    return PayoutReceipt(**facts)


async def _source(command: PayOut, amount: int, work: Work) -> CashPlace:
    if command.method != CASH:
        if command.drawer is not None:
            raise Invalid("only cash leaves a drawer", errors={"drawer": f"leave it out with {command.method}"})
        return CashPlace(bank_account(command.method), None, amount)
    session = await session_of_clerk(work.store, work.site, work.actor)
    if session is None or command.drawer not in (None, session.drawer):
        which = f"drawer {command.drawer}" if command.drawer else "a drawer"
        raise Conflict(
            f"cash leaves {which} that you have open yourself, and you have not",
            slug="no-open-drawer",
            errors={"drawer": "count the float and open it with cashdesk.open_drawer, or choose another method"},
        )
    place = await cash_of_session(work, session)
    if place.free < amount:
        raise Conflict(
            f"drawer {session.drawer} does not hold {Money.of_minor(amount, work.playbook.currency)} that is free",
            slug="not-enough-cash",
            errors={"drawer": "have cash handed to it with hand_over_cash, or choose another method"},
        )
    return place
