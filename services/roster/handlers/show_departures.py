"""Who leaves or moves, and what still hinders it."""

from chassis.work import Work
from contracts.roster import DepartureRow, DepartureView, ListDepartures
from services.roster.handlers.handover_log import log_of
from services.roster.repository import handovers as handover_repository
from services.roster.repository import stand_ins as departure_repository
from services.roster.repository.stand_ins import Departure


async def list_departures(query: ListDepartures, work: Work) -> DepartureView:
    """Newest first. Rule TH-12."""
    found = await departure_repository.departures_of(work.store, work.site, query.actor)
    rows = [await _row(departure, work) for departure in found]
    return DepartureView(rows=[row for row in rows if row is not None])


async def _row(departure: Departure, work: Work) -> DepartureRow | None:
    handover = await handover_repository.handover_by_id(work.store, work.site, departure.handover_id)
    if handover is None:
        return None
    log = await log_of(handover, work) if departure.state == "open" else None
    return DepartureRow(
        departure_id=departure.id,
        actor=departure.actor,
        kind=departure.kind,
        from_day=departure.from_day,
        successor=departure.successor,
        announced_by=departure.announced_by,
        announced_at=departure.announced_at,
        handover_id=departure.handover_id,
        handover_state=handover.state,
        completed_at=departure.completed_at,
        by_hand=log.by_hand if log is not None else [],
    )
