"""Cash from hand to hand, with both signatures. Rule PD-18."""

from chassis.work import Work
from contracts.cashdesk import ListTransfers, TransferPage, TransferRow
from contracts.money import Money
from services.cashdesk.repository.drawers import transfer_page


async def list_transfers(query: ListTransfers, work: Work) -> TransferPage:
    found, more = await transfer_page(work.store, work.site, query)
    rows = [
        TransferRow(
            transfer_id=row.id,
            giver=row.giver,
            to=row.receiver,
            amount=Money.of_minor(row.amount_minor, row.currency),
            state=row.state,
            offered_at=row.offered_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            reason=row.reason,
        )
        for row in found
    ]
    return TransferPage(rows=rows, next=found[-1].id if more else None)
