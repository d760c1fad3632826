"""Costs of departments: item, quantity, who signed. Rule PD-21."""

from chassis.work import Work
from contracts.cashdesk import AllocationPage, AllocationRow, ListAllocations
from contracts.money import Money
from services.cashdesk.repository.charges import allocation_page


async def list_allocations(query: ListAllocations, work: Work) -> AllocationPage:
    found, more = await allocation_page(work.store, work.site, query)
    rows = [
        AllocationRow(
            allocation_id=row.id,
            number=row.number,
            department=row.department,
            item=row.item,
            quantity=row.quantity,
            amount=Money.of_minor(row.amount_minor, row.currency),
            state=row.state,
            signed_by=row.signed_by,
            signed_at=row.signed_at,
            clerk=row.clerk,
        )
        for row in found
    ]
    return AllocationPage(rows=rows, next=found[-1].id if more else None)
