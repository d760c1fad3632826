"""Money for a charge: into the clerk's drawer, a courier's hands or a bank account. Rules PD-11, PD-18."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import PaymentReceipt, PaymentTaken, TakePayment
from contracts.money import Money
from contracts.problems import Conflict
from services.cashdesk.domain import movements
from services.cashdesk.domain.ledger import drawer_account
from services.cashdesk.domain.paying import CASH, Tender, check_method, tender, where_money_goes
from services.cashdesk.handlers.read_ahead import read_payments_ahead
from services.cashdesk.handlers.record_participant import attribute_sale
from services.cashdesk.handlers.sell_goods import Sale, carry_out, find_sale
from services.cashdesk.handlers.settle_charge import others_of, settle_charge
from services.cashdesk.repository.charges import get_charge, save_charge
from services.cashdesk.repository.drawers import session_of_clerk
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.payments import add_payment


async def take_payment(command: TakePayment, work: Work) -> PaymentReceipt:
    """Raises Invalid, Forbidden, NotFound or Conflict as the fields and the state demand; nothing is taken then."""
    book, person = work.playbook, work.person
    check_method(command.method, book.cash)
    await read_payments_ahead(work)
    charge = await get_charge(work.store, work.site, command.charge_id)
    if charge.state != "open":
        raise Conflict(
            f"the charge is {charge.state}; nothing is outstanding", errors={"charge_id": "take no money for it"}
        )
    outstanding = charge.amount_minor - charge.paid_minor
    paid = tender(command.method, outstanding, command.amount, command.received, book.currency)
    session = await session_of_clerk(work.store, work.site, work.actor) if command.method == CASH else None
    drawer = None if session is None else session.drawer
    account = where_money_goes(command.method, work.actor, person.roles, drawer, book.cash)
    sessions = {} if session is None else {drawer_account(session.drawer): session.id}
    rest = outstanding - paid.amount
    sale = await find_sale(work, charge, command.serials, settles=rest == 0)
    if command.promotion is not None:
        await attribute_sale(work, charge, command.promotion, command.participant_id)
    others = others_of(work, charge.number, charge.id)
    payment_id = await _write(command, work, charge, paid, account=account, sessions=sessions, sale=sale)
    if rest == 0:
        total = Money.of_minor(charge.amount_minor, charge.currency)
        await settle_charge(work, charge.id, charge.number, charge.name, total, others=others)
    return PaymentReceipt(
        payment_id=payment_id,
        charge_id=charge.id,
        number=charge.number,
        amount=Money.of_minor(paid.amount, charge.currency),
        received=Money.of_minor(paid.received, charge.currency),
        change=Money.of_minor(paid.change, charge.currency),
        outstanding=Money.of_minor(rest, charge.currency),
        settled=rest == 0,
    )


async def _write(
    command: TakePayment,
    work: Work,
    charge: Row[Any],
    paid: Tender,
    *,
    account: str,
    sessions: dict[str, str],
    sale: Sale | None,
) -> str:
    payment_id = work.new_id()
    movement = movements.take_payment(account, paid.amount, command.method)
    entry_id = await post(work, movement, payment_id, number=charge.number, sessions=sessions)
    add_payment(
        work.store,
        id=payment_id,
        site=work.site,
        charge_id=charge.id,
        number=charge.number,
        method=command.method,
        amount_minor=paid.amount,
        received_minor=paid.received,
        change_minor=paid.change,
        refunded_minor=0,
        currency=charge.currency,
        reference=command.reference,
        taken_by=work.actor,
        at=work.now,
        entry_id=entry_id,
    )
    total = charge.paid_minor + paid.amount
    state = "settled" if total == charge.amount_minor else "open"
    goods = charge.goods
    if sale is not None:
        goods = await carry_out(work, charge, sale, settled=state == "settled")
    save_charge(work.store, charge, paid_minor=total, state=state, goods=goods)
    work.announce(
        PaymentTaken(
            payment_id=payment_id,
            charge_id=charge.id,
            number=charge.number,
            method=command.method,
            amount=Money.of_minor(paid.amount, charge.currency),
            received=Money.of_minor(paid.received, charge.currency),
            change=Money.of_minor(paid.change, charge.currency),
            taken_by=work.actor,
        )
    )
    return payment_id
