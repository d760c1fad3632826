"""A shift is being handed over: which callbacks does the outgoing person still hold?"""

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.followup import FollowupHandoverReported
from contracts.roster import HandoverOpened
from services.followup.domain.calling import callback_hours, why_handed_over
from services.followup.repository import callbacks


async def report_handover(event: HandoverOpened, work: Work) -> None:
    """Report them, also when there are none. Rule PD-06."""
    hours = callback_hours(work.playbook)
    person = work.staff.get(event.outgoing)
    shift_end = person.duty_until if person else None
    items = [
        HandoverItem(
            kind="callback",
            reference=callback.id,
            title=callback.plan.title,
            number=callback.number,
            state="delegated" if callback.delegated_to else callback.state,
            reason=why_handed_over(callback.due_at, work.now, shift_end, None if callback.plan.any_hour else hours),
            due_at=callback.due_at,
        )
        for callback in await callbacks.held_by(work.store, work.site, event.outgoing)
    ]
    work.announce(FollowupHandoverReported(handover_id=event.handover_id, person=event.outgoing, items=items))
