"""The view of swaps."""

from chassis.work import Work
from contracts.problems import Forbidden
from contracts.roster import ListSwaps, SwapPage, SwapRow
from services.roster.domain.swaps import Swap
from services.roster.handlers.permissions import is_manager
from services.roster.repository import swaps as repository


async def list_swaps(query: ListSwaps, work: Work) -> SwapPage:
    """Newest first; managers see all, others those they are one of the two in."""
    actor = query.actor
    if not is_manager(work):
        if actor not in (None, work.actor):
            raise Forbidden("only managers see the swaps of others", errors={"actor": "leave it out"})
        actor = work.actor
    found = await repository.page_of_swaps(work.store, work.site, query, actor)
    rows = [_row(swap) for swap in found[: query.limit]]
    return SwapPage(rows=rows, next=rows[-1].swap_id if len(found) > query.limit else None)


def _row(swap: Swap) -> SwapRow:
    names = SwapRow.model_fields.keys() - {"swap_id"}
    return SwapRow(swap_id=swap.id, **{name: getattr(swap, name) for name in names})
