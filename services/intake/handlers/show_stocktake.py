"""Show the latest stocktake."""

from chassis.work import Work
from contracts.intake import LatestStocktake, StocktakeRow, StocktakeView
from contracts.problems import NotFound
from services.intake.domain.paging import place_of
from services.intake.handlers import shared
from services.intake.repository import stocktakes


async def show_stocktake(query: LatestStocktake, work: Work) -> StocktakeView:
    """The items as they stood when stock was taken, oldest first. Raises NotFound before the first one."""
    after = place_of(query.cursor)
    head = await stocktakes.latest_stocktake(work.store, work.site)
    if head is None:
        raise NotFound(
            f"no stocktake was taken yet; it is taken daily at {work.playbook.daily.stocktake}, "
            "or now with intake.take_stocktake"
        )
    rows = await stocktakes.list_stocktake(work.store, head.id, after, query.limit)
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.recorded_at, lambda row: row.number)
    shown = [
        StocktakeRow(
            number=row.number,
            line=row.line,
            owner=row.owner,
            age_seconds=int((head.taken_at - row.recorded_at).total_seconds()),
            last_note=row.last_note,
            noted_today=row.noted_today,
        )
        for row in kept
    ]
    return StocktakeView(
        taken_at=head.taken_at, day=head.day, total=head.total, flagged=head.flagged, rows=shown, next=following
    )
