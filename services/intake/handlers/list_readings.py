"""List who read a request's personal data."""

from chassis.work import Work
from contracts.intake import ReadingLog, ReadingPage, ReadingRow
from services.intake.domain.paging import place_of
from services.intake.handlers import shared
from services.intake.repository import records


async def list_readings(query: ReadingLog, work: Work) -> ReadingPage:
    """Readings of one request, oldest first. Raises NotFound for an unknown number."""
    after = place_of(query.cursor)
    await shared.request_of(work, query.number, lock=False)
    rows = await records.list_readings(work.store, work.site, query.number, after, query.limit)
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.at, lambda row: row.id)
    shown = [ReadingRow(at=row.at, actor=row.actor, number=row.number, purpose=row.purpose) for row in kept]
    return ReadingPage(rows=shown, next=following)
