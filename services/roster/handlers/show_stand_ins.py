"""Who holds what for whom."""

from chassis.work import Work
from contracts.roster import ListStandIns, StandInRow, StandInView
from services.roster.repository import stand_ins as stand_in_repository
from services.roster.repository.stand_ins import StandIn


async def list_stand_ins(query: ListStandIns, work: Work) -> StandInView:
    """Newest first. Rule TH-11."""
    if query.ended:
        found = await stand_in_repository.all_stand_ins(work.store, work.site, query.staff)
    else:
        found = (await stand_in_repository.running_stand_ins(work.store, work.site, query.staff))[::-1]
    return StandInView(rows=[_row(stand_in) for stand_in in found])


def _row(stand_in: StandIn) -> StandInRow:
    return StandInRow(
        stand_in_id=stand_in.id,
        post=stand_in.post,
        a=stand_in.a,
        b=stand_in.b,
        state=stand_in.state,
        began_at=stand_in.began_at,
        ended_at=stand_in.ended_at,
        reason=stand_in.reason,
        handover_id=stand_in.handover_id,
        hand_back_id=stand_in.hand_back_id,
        items=list(stand_in.held),
    )
