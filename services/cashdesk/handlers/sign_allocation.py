"""The department's own person signs for its cost by sending the command. Rule PD-21."""

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import CostAllocated, SignAllocation
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.movements import allocate_cost
from services.cashdesk.handlers.settle_charge import is_all_settled
from services.cashdesk.repository.charges import get_allocation, save_allocation
from services.cashdesk.repository.ledger import post


async def sign_allocation(command: SignAllocation, work: Work) -> Done:
    """Raises Forbidden for people of other departments, Conflict for an allocation that is signed or voided."""
    person = work.person
    allocation = await get_allocation(work.store, work.site, command.allocation_id)
    if person.department != allocation.department:
        raise Forbidden(
            f"only active staff of {allocation.department} sign for its costs; you are of {person.department}"
        )
    if allocation.state != "open":
        by = f" by '{allocation.signed_by}'" if allocation.signed_by else ""
        raise Conflict(f"the allocation is already {allocation.state}{by}; there is nothing to sign")
    entry_id = None
    if allocation.amount_minor:
        movement = allocate_cost(allocation.department, allocation.amount_minor, allocation.item, allocation.quantity)
        entry_id = await post(work, movement, allocation.id, number=allocation.number)
    changes = {"state": "signed", "signed_by": work.actor, "signed_at": work.now, "entry_id": entry_id}
    save_allocation(work.store, allocation, **changes)
    work.announce(
        CostAllocated(
            allocation_id=allocation.id,
            number=allocation.number,
            department=allocation.department,
            item=allocation.item,
            quantity=allocation.quantity,
            amount=Money.of_minor(allocation.amount_minor, allocation.currency),
            signed_by=work.actor,
            all_settled=await is_all_settled(work, allocation.number),
        )
    )
    return Done(number=allocation.number)
