"""Charges come from a confirmed request or a step of its order, each once however often the event arrives."""

from chassis.work import Work
from contracts.base import ChargeDue
from contracts.cashdesk import ChargeRaised
from contracts.money import Money
from services.cashdesk.domain.movements import raise_charge
from services.cashdesk.domain.pricing import Priced, price_charge
from services.cashdesk.handlers.settle_charge import settle_charge
from services.cashdesk.repository.charges import add_charge, charges_of
from services.cashdesk.repository.ledger import post


async def raise_charges(work: Work, number: str, source: str, dues: list[ChargeDue], clerk: str) -> None:
    """Raise what was not yet raised from ``source``. A charge of nothing is settled at once. Raises CannotPrice."""
    priced = [(due, price_charge(due, work.playbook)) for due in dues]
    if not priced:
        return
    raised = {(row.source, row.name) for row in await charges_of(work.store, work.site, number)}
    free = []
    for due, price in priced:
        if (source, due.name) not in raised:
            charge_id = await _raise(work, number, source, due.name, price=price, clerk=clerk)
            if price.amount == 0:
                free.append((charge_id, due.name))
    for charge_id, name in free:
        await settle_charge(work, charge_id, number, name, Money.of_minor(0, work.playbook.currency))


async def _raise(work: Work, number: str, source: str, name: str, *, price: Priced, clerk: str) -> str:
    charge_id = work.new_id()
    entry_id = None
    if price.amount:
        movement = raise_charge(price.item or name, price.amount)
        entry_id = await post(work, movement, charge_id, number=number, actor=clerk)
    add_charge(
        work.store,
        id=charge_id,
        site=work.site,
        number=number,
        source=source,
        name=name,
        item=price.item,
        quantity=price.quantity,
        unit_minor=price.unit,
        amount_minor=price.amount,
        paid_minor=0,
        refunded_minor=0,
        currency=work.playbook.currency,
        state="open" if price.amount else "settled",
        receipt=price.receipt,
        no_receipt_reason=price.no_receipt_reason,
        clerk=clerk,
        raised_at=work.now,
        day=work.playbook.calendar.local_date(work.now).isoformat(),
        entry_id=entry_id,
    )
    work.announce(
        ChargeRaised(
            charge_id=charge_id,
            number=number,
            name=name,
            item=price.item,
            quantity=price.quantity,
            amount=Money.of_minor(price.amount, work.playbook.currency),
            receipt=price.receipt,
            clerk=clerk,
        )
    )
    return charge_id
