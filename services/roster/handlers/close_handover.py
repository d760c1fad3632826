"""How a handover ends, by acknowledgement or by release."""

from dataclasses import dataclass

from chassis.directory import keep_duty
from chassis.work import Work
from contracts.problems import NotFound
from contracts.roster import HandoverCompleted, ShiftEnded
from services.roster.domain.handover import HandoverLog
from services.roster.handlers.handover_timers import cancel_handover_timers
from services.roster.repository import handovers as handover_repository
from services.roster.repository import shifts as repository
from services.roster.repository.handovers import Handover


@dataclass(frozen=True)
class Closing:
    """Who takes over, and what is said about it."""

    incoming: str
    note: str | None
    released_by: str | None = None


async def handover_to_close(handover_id: str, work: Work) -> tuple[Handover, HandoverLog]:
    """Raises NotFound."""
    found = await handover_repository.handover_to_change(work.store, work.site, handover_id)
    if found is None:
        raise NotFound("there is no such handover", errors={"handover_id": "unknown; see roster.handovers"})
    return found


async def close_handover(handover: Handover, log: HandoverLog, closing: Closing, work: Work) -> None:
    """Everything moves to the incoming person, and the outgoing one's shift ends."""
    await handover_repository.change_handover(
        work.store,
        handover.id,
        state=log.state,
        incoming=closing.incoming,
        completed_at=work.now,
        closing_note=closing.note,
        released_by=closing.released_by,
    )
    await cancel_handover_timers(handover.id, work)
    work.announce(
        HandoverCompleted(
            handover_id=handover.id,
            shift_id=handover.shift_id,
            outgoing=handover.outgoing,
            incoming=closing.incoming,
            released_by=closing.released_by,
            items=log.items,
        )
    )
    await _end_shift(handover, work)
    if not await handover_repository.open_handovers(work.store, work.site):
        await handover_repository.forget_news(work.store, work.site)


async def _end_shift(handover: Handover, work: Work) -> None:
    await repository.lock_staff(work.store, work.site)
    known = await repository.revisions_of(work.store, work.site, handover.outgoing)
    await repository.change_shift(work.store, handover.shift_id, state="ended", ended_at=work.now)
    event = ShiftEnded(shift_id=handover.shift_id, staff=handover.outgoing, post=handover.post, revision=known.duty + 1)
    work.announce(event)
    await keep_duty(event, work)
