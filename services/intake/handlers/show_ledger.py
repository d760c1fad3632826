"""Show the complaint ledger."""

from chassis.work import Work
from contracts.intake import ComplaintLedger, LedgerPage, LedgerRow
from services.intake.domain.paging import place_of
from services.intake.handlers import shared
from services.intake.repository import records


async def show_ledger(query: ComplaintLedger, work: Work) -> LedgerPage:
    """One line a complaint, oldest first, the complainant masked. Rule PD-02."""
    rows = await records.list_ledger(
        work.store,
        work.site,
        since=query.since,
        until=query.until,
        after=place_of(query.cursor),
        limit=query.limit,
    )
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.recorded_at, lambda row: row.number)
    shown = [LedgerRow(**{name: getattr(row, name) for name in LedgerRow.model_fields}) for row in kept]
    return LedgerPage(rows=shown, next=following)
