"""Differences, their reasons and who approved them."""

from chassis.work import Work
from contracts.cashdesk import DifferencePage, DifferenceRow, ListDifferences
from contracts.money import Money
from services.cashdesk.repository.differences import difference_page


async def list_differences(query: ListDifferences, work: Work) -> DifferencePage:
    found, more = await difference_page(work.store, work.site, query)
    rows = [
        DifferenceRow(
            difference_id=row.id,
            kind=row.kind,
            reference=row.reference,
            drawer=row.drawer,
            counted_by=row.counted_by,
            amount=Money.of_minor(row.amount_minor, row.currency),
            reason=row.reason,
            state=row.state,
            recorded_at=row.recorded_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            note=row.note,
        )
        for row in found
    ]
    return DifferencePage(rows=rows, next=found[-1].id if more else None)
