"""The person stays after all."""

from chassis.work import Work
from contracts.problems import Conflict, NotFound
from contracts.roster import CancelDeparture, DepartureCancelled, DepartureReceipt
from services.roster.handlers.handover_log import note_step
from services.roster.handlers.handover_timers import cancel_handover_timers
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import handovers as handover_repository
from services.roster.repository import stand_ins as departure_repository


async def cancel_departure(command: CancelDeparture, work: Work) -> DepartureReceipt:
    """By a manager, while the handover is open; what was handed over stays so. Rule TH-12."""
    must_be_manager(work)
    found = await departure_repository.departures_of(work.store, work.site, id=command.departure_id)
    if not found:
        raise NotFound("there is no such departure", errors={"departure_id": "unknown; see roster.departures"})
    departure = found[0]
    handover = await handover_repository.handover_to_change(work.store, work.site, departure.handover_id)
    if departure.state != "open" or handover is None or handover.completed_at is not None:
        raise Conflict(f"this departure is {departure.state}; only an open one is called off")
    await handover_repository.change_handover(work.store, handover.id, state="withdrawn", completed_at=work.now)
    await cancel_handover_timers(handover.id, work)
    note_step(handover.id, "withdrawn", work, command.reason)
    await departure_repository.change_departure(work.store, departure.id, state="cancelled")
    receipt = DepartureReceipt(departure_id=departure.id, handover_id=handover.id)
    work.announce(DepartureCancelled(**receipt.model_dump(), actor=departure.actor, reason=command.reason))
    return receipt
