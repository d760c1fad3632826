"""Whoever leaves has handed over everything."""

from chassis.work import Work
from contracts.roster import DepartureCompleted
from services.roster.repository import stand_ins as departure_repository
from services.roster.repository.handovers import Handover


async def end_departure(handover: Handover, successor: str, work: Work) -> None:
    """The successor also takes the person's place where one stands in for another. Rules TH-11, TH-12."""
    for departure in await departure_repository.departures_of(work.store, work.site, handover_id=handover.id):
        values = {"state": "completed", "completed_at": work.now}
        await departure_repository.change_departure(work.store, departure.id, **values)
        work.announce(
            DepartureCompleted(
                departure_id=departure.id,
                handover_id=handover.id,
                actor=departure.actor,
                kind=departure.kind,
                successor=successor,
            )
        )
    for stand_in in await departure_repository.running_stand_ins(work.store, work.site, handover.outgoing):
        place = "a" if stand_in.a == handover.outgoing else "b"
        await departure_repository.change_stand_in(work.store, stand_in.id, **{place: successor})
