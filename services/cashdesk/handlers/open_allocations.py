"""A department's own cost: recorded with item and quantity, to be signed, never charged. Rule PD-21."""

from chassis.work import Work
from contracts.cashdesk import AllocationOpened
from contracts.intake import RequestConfirmed
from contracts.money import Money
from services.cashdesk.domain.pricing import price_item
from services.cashdesk.repository.charges import add_allocation, allocations_of


async def open_allocations(event: RequestConfirmed, work: Work) -> None:
    """Open what the request allocates and is not yet open. Raises CannotPrice for an item without a price."""
    if not event.allocations:
        return
    priced = [(due, price_item(due.item, due.quantity, work.playbook)) for due in event.allocations]
    opened = {row.name for row in await allocations_of(work.store, work.site, event.number)}
    for due, price in priced:
        if due.name in opened:
            continue
        allocation_id = work.new_id()
        add_allocation(
            work.store,
            id=allocation_id,
            site=work.site,
            number=event.number,
            name=due.name,
            department=due.department,
            item=due.item,
            quantity=due.quantity,
            amount_minor=price.amount,
            currency=work.playbook.currency,
            state="open",
            clerk=event.received_by,
            opened_at=work.now,
        )
        work.announce(
            AllocationOpened(
                allocation_id=allocation_id,
                number=event.number,
                department=due.department,
                item=due.item,
                quantity=due.quantity,
                amount=Money.of_minor(price.amount, work.playbook.currency),
            )
        )
