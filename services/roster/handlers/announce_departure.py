"""Somebody leaves or moves: a handover of everything is opened, no shift needed."""

from typing import Any

from chassis.work import Work
from contracts.problems import Conflict, Invalid
from contracts.roster import AnnounceDeparture, DepartureAnnounced, DepartureReceipt
from services.roster.handlers.open_handover import begin_handover
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import shifts as repository
from services.roster.repository import stand_ins as departure_repository
from services.roster.repository.handovers import Handover
from services.roster.repository.stand_ins import Departure


async def announce_departure(command: AnnounceDeparture, work: Work) -> DepartureReceipt:
    """By a manager; the successor acknowledges. Rule TH-12."""
    must_be_manager(work)
    work.colleague(command.actor, "actor")
    work.colleague(command.successor, "successor")
    if command.actor == command.successor:
        raise Invalid("nobody succeeds themselves", errors={"successor": "name somebody else"})
    await repository.lock_staff(work.store, work.site)
    running = await departure_repository.departures_of(work.store, work.site, command.actor, state="open")
    if running:
        raise Conflict(
            f"{command.actor}'s departure is announced already: {running[0].id}",
            errors={"actor": f"handover {running[0].handover_id} is open; or roster.cancel_departure"},
        )
    handover_id = work.new_id()
    begin_handover(
        Handover(
            id=handover_id,
            shift_id=handover_id,
            post="",
            outgoing=command.actor,
            incoming=command.successor,
            state="opened",
            opened_at=work.now,
            note=command.note,
            kind="departure",
        ),
        work,
    )
    said: dict[str, Any] = command.model_dump(include={"actor", "kind", "from_day", "successor"})
    departure = Departure(
        id=work.new_id(), announced_by=work.actor, announced_at=work.now, handover_id=handover_id, **said
    )
    departure_repository.add_departure(work.store, work.site, departure)
    work.announce(DepartureAnnounced(departure_id=departure.id, handover_id=handover_id, **said))
    return DepartureReceipt(departure_id=departure.id, handover_id=handover_id)
