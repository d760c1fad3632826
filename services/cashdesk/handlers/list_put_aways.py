"""What collectors brought to the bank or stored as tail cash. Rules TH-07, TH-08."""

from chassis.work import Work
from contracts.cashdesk import ListPutAways, PutAwayPage, PutAwayRow
from contracts.money import Money
from services.cashdesk.handlers.witness_put_away import tail_of
from services.cashdesk.repository.deposits import put_away_page


async def list_put_aways(query: ListPutAways, work: Work) -> PutAwayPage:
    found, more = await put_away_page(work.store, work.site, query)
    rows = [
        PutAwayRow(
            put_away_id=row.id,
            kind=row.kind,
            state=row.state,
            collector=row.collector,
            amount=Money.of_minor(row.amount_minor, row.currency),
            difference=Money.of_minor(row.amount_minor - row.expected_minor, row.currency),
            reason=row.reason,
            reference=row.reference,
            drawers=tail_of(row),
            drawn_at=row.drawn_at,
            witness=row.witness,
            decided_at=row.decided_at,
            note=row.note,
        )
        for row in found
    ]
    return PutAwayPage(rows=rows, next=found[-1].id if more else None)
