"""A cancelled request owes nothing more and is owed nothing more: what is open is voided."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import ChargeVoided, PayoutVoided
from contracts.intake import RequestCancelled
from services.cashdesk.domain.ledger import counter
from services.cashdesk.domain.movements import void_rest
from services.cashdesk.handlers.take_back_goods import free_goods
from services.cashdesk.repository.charges import (
    add_cancellation,
    allocations_of,
    charges_of,
    save_allocation,
    save_charge,
)
from services.cashdesk.repository.ledger import post, postings_of
from services.cashdesk.repository.payouts import payouts_of, save_payout


async def void_request(event: RequestCancelled, work: Work) -> None:
    """Remembers the cancellation too: a step taken at the same moment may be announced after it."""
    number = event.number
    add_cancellation(work.store, site=work.site, number=number, reason=event.reason, at=work.now)
    for allocation in await allocations_of(work.store, work.site, number):
        if allocation.state == "open":
            save_allocation(work.store, allocation, state="voided")
    for charge in await charges_of(work.store, work.site, number):
        if charge.state == "open":
            await _void(work, charge, event.reason)
    for payout in await payouts_of(work.store, work.site, number):
        if payout.state == "open":
            await _void_payout(work, payout, event.reason)


async def _void(work: Work, charge: Row[Any], reason: str) -> None:
    """Untouched charges are undone whole, of partly paid ones the rest; what was paid can be refunded."""
    outstanding = charge.amount_minor - charge.paid_minor
    if charge.paid_minor == 0:
        movement = counter(await postings_of(work.store, charge.entry_id), reason)
    else:
        movement = void_rest(charge.item or charge.name, outstanding, reason)
    await post(work, movement, charge.id, number=charge.number, corrects=charge.entry_id)
    await free_goods(work, charge)
    save_charge(work.store, charge, state="voided")
    work.announce(ChargeVoided(charge_id=charge.id, number=charge.number, reason=reason, all_settled=True))


async def _void_payout(work: Work, payout: Row[Any], reason: str) -> None:
    movement = counter(await postings_of(work.store, payout.entry_id), reason)
    await post(work, movement, payout.id, number=payout.number, corrects=payout.entry_id)
    save_payout(work.store, payout, state="voided")
    work.announce(PayoutVoided(payout_id=payout.id, number=payout.number, name=payout.name, reason=reason))
