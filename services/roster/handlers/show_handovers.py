"""The views of handovers."""

from chassis.work import Work
from contracts.problems import NotFound
from contracts.roster import GetHandover, HandoverPage, HandoverRow, HandoverView, ListHandovers
from services.roster.repository import handovers as handover_repository


async def show_handover(query: GetHandover, work: Work) -> HandoverView:
    """The log (交接班日志) of one handover. Raises NotFound."""
    found = await handover_repository.handover_by_id(work.store, work.site, query.handover_id)
    if found is None:
        raise NotFound("there is no such handover", errors={"handover_id": "unknown; see roster.handovers"})
    log = await handover_repository.log_of(work.store, found.id, found.state)
    return HandoverView(
        handover_id=found.id,
        state=found.state,
        shift_id=found.shift_id,
        post=found.post,
        outgoing=found.outgoing,
        incoming=found.incoming,
        opened_at=found.opened_at,
        completed_at=found.completed_at,
        note=found.note,
        waiting_for=log.waiting_for,
        items=log.items,
        closing_note=found.closing_note,
        released_by=found.released_by,
    )


async def list_handovers(query: ListHandovers, work: Work) -> HandoverPage:
    """Newest first."""
    found = await handover_repository.page_of_handovers(work.store, work.site, query)
    rows = [
        HandoverRow(
            handover_id=handover.id,
            state=handover.state,
            outgoing=handover.outgoing,
            incoming=handover.incoming,
            opened_at=handover.opened_at,
            items=handover.item_count,
        )
        for handover in found[: query.limit]
    ]
    return HandoverPage(rows=rows, next=rows[-1].handover_id if len(found) > query.limit else None)
