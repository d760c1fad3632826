"""Goods, lent things and open offers that an outgoing person still has, for the handover log."""

from chassis.work import Work
from contracts.base import HandoverItem
from services.cashdesk.domain.stock import held_by
from services.cashdesk.domain.stock_ranges import say
from services.cashdesk.repository.lending import open_loans
from services.cashdesk.repository.offers import undecided_offers
from services.cashdesk.repository.stock import held_at


async def held_goods(work: Work, person: str) -> list[HandoverItem]:
    """Goods do not move with a handover: they go back to the store or to a colleague with two signatures, and the
    log names what did not. Rule TH-04."""
    stock = work.playbook.stock
    if stock is None:
        return []
    items = []
    for held in await held_at(work.store, work.site, [held_by(person)]):
        title = f"{held.count} of {held.type}" + (f": {say(held.ranges)}" if held.ranges else "")
        reference = f"{held.place}/{held.type}"
        items.append(HandoverItem(kind="stock", reference=reference, title=title, state="held", needs_reason=True))
    for offer in await undecided_offers(work.store, work.site, person):
        what = ", ".join(f"{line['count']} of {line['type']}" for line in offer.lines)
        title = f"{what} from {offer.giver} to {offer.receiver}, not yet counted and signed"
        items.append(HandoverItem(kind="stock_offer", reference=offer.id, title=title, state=offer.state))
    for loan in await open_loans(work.store, work.site, person):
        title = f"{loan.item}, lent by {loan.lender} to {loan.borrower}"
        items.append(HandoverItem(kind="item", reference=loan.id, title=title, state=loan.state, due_at=loan.due_at))
    return items
