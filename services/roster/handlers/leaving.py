"""Whether somebody may leave: only after a completed departure handover. Rule TH-12."""

from collections.abc import Collection

from chassis.work import Work
from contracts.problems import Conflict
from contracts.roster import DepartureKind
from services.roster.domain.handover import HandoverLog
from services.roster.handlers.handover_log import log_of
from services.roster.repository import handovers as handover_repository
from services.roster.repository import stand_ins as departure_repository
from services.roster.repository.stand_ins import Departure

EVERY: tuple[DepartureKind, ...] = ("transfer", "resignation", "dismissal", "leave")


async def must_have_handed_over(
    actor: str, field: str, work: Work, kinds: Collection[DepartureKind] = EVERY
) -> Departure:
    """The completed departure of one of these kinds, after which the person has not signed in any more. Raises
    Conflict with the list of what is still open, at ``field`` what to do."""
    found = await departure_repository.departures_of(work.store, work.site, actor)
    fitting = [departure for departure in found if departure.kind in kinds]
    for departure in fitting:
        if departure.state == "open":
            raise await _still_open(departure, field, work)
    last = await departure_repository.last_sign_in(work.store, work.site, actor)
    for departure in fitting:
        at = departure.completed_at
        if departure.state == "completed" and at is not None and (last is None or last <= at):
            return departure
    raise Conflict(
        f"{actor} has not handed over; open a departure handover with roster.announce_departure",
        errors={field: f"needs a completed departure handover ({', '.join(kinds)})"},
        slug="not-handed-over",
    )


async def has_left(departure: Departure, work: Work) -> None:
    """It has served its purpose; another change needs another one."""
    await departure_repository.change_departure(work.store, departure.id, state="done")


async def _still_open(departure: Departure, field: str, work: Work) -> Conflict:
    handover = await handover_repository.handover_by_id(work.store, work.site, departure.handover_id)
    log = await log_of(handover, work) if handover is not None else HandoverLog()
    waits = f"; {', '.join(log.waiting_for)} has not reported" if log.waiting_for else ""
    errors = {f"items.{item.kind}.{item.reference}": f"{item.title} ({item.state})" for item in log.items}
    return Conflict(
        f"{departure.actor} has not handed over yet: {len(log.items)} items open{waits}; "
        f"{departure.successor} acknowledges handover {departure.handover_id}",
        errors={field: f"handover {departure.handover_id} is open"} | errors,
        slug="not-handed-over",
    )
