"""How a handover ends, by acknowledgement, by release or, when B stands in for A, by itself."""

from dataclasses import dataclass

from chassis.directory import keep_duty
from chassis.work import Work
from contracts.roster import HandoverCompleted, ShiftEnded
from services.roster.domain.handover import HandoverLog
from services.roster.handlers.end_departure import end_departure
from services.roster.handlers.end_stand_in import hold_items, items_are_back
from services.roster.handlers.handover_log import note_step
from services.roster.handlers.handover_timers import cancel_handover_timers
from services.roster.handlers.note_event import take_over_events
from services.roster.repository import handover_record as record
from services.roster.repository import handovers as handover_repository
from services.roster.repository import shifts as repository
from services.roster.repository.handovers import Handover


@dataclass(frozen=True)
class Closing:
    """Who takes over, and what is said about it."""

    incoming: str
    note: str | None
    released_by: str | None = None


async def close_handover(handover: Handover, log: HandoverLog, closing: Closing, work: Work) -> None:
    """Everything that moves is the incoming person's, and the outgoing one's shift ends, unless a customer is still
    served. Rules TH-11, TH-12, TH-17."""
    serves = handover.kind == "shift" and await _serves_somebody(handover, log, work)
    await handover_repository.change_handover(
        work.store,
        handover.id,
        state=log.state,
        incoming=closing.incoming,
        completed_at=work.now,
        closing_note=closing.note,
        released_by=closing.released_by,
        waits_for_customer=serves,
    )
    await cancel_handover_timers(handover.id, work)
    note_step(handover.id, log.state, work, closing.note or "")
    work.announce(
        HandoverCompleted(
            handover_id=handover.id,
            shift_id=handover.shift_id,
            outgoing=handover.outgoing,
            incoming=closing.incoming,
            released_by=closing.released_by,
            items=log.items,
            kind=handover.kind,
            listed_only=handover.kind == "hand_back",
            held_for=handover.held_for,
        )
    )
    await take_over_events(handover, log, work)
    if handover.kind == "stand_in":
        await hold_items(handover, log, work)
    elif handover.kind == "hand_back":
        await items_are_back(handover, log, work)
    elif handover.kind == "departure":
        await end_departure(handover, closing.incoming, work)
    elif not serves:
        await end_shift(handover, work)
    if not await handover_repository.open_handovers(work.store, work.site):
        await handover_repository.forget_news(work.store, work.site)


async def _serves_somebody(handover: Handover, log: HandoverLog, work: Work) -> bool:
    if await record.unfinished_servings(work.store, work.site, handover.outgoing):
        return True
    reported = {item.reference for item in log.by_hand if item.kind == "serving"}
    return bool(reported - await record.ended_among(work.store, work.site, reported))


async def end_shift(handover: Handover, work: Work) -> None:
    """The outgoing person goes off duty."""
    await repository.lock_staff(work.store, work.site)
    known = await repository.revisions_of(work.store, work.site, handover.outgoing)
    await repository.change_shift(work.store, handover.shift_id, state="ended", ended_at=work.now)
    event = ShiftEnded(shift_id=handover.shift_id, staff=handover.outgoing, post=handover.post, revision=known.duty + 1)
    work.announce(event)
    await keep_duty(event, work)
