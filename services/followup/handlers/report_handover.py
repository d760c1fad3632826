"""A shift is being handed over: which callbacks does the outgoing person still hold?"""

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.followup import FollowupHandoverReported
from contracts.roster import HandoverOpened
from services.followup.domain.calling import stays_with_owner, why_handed_over
from services.followup.domain.care import plan_hours
from services.followup.handlers.hand_over_retention import cases_held
from services.followup.repository import callbacks, leases


async def report_handover(event: HandoverOpened, work: Work) -> None:
    """Report them with the calls that the person has taken, also when there are none. Rules PD-06, TH-24."""
    person = work.staff.get(event.outgoing)
    shift_end = person.duty_until if person else None
    items = [
        HandoverItem(
            kind="callback",
            reference=callback.id,
            title=callback.plan.title,
            number=callback.number,
            state="delegated" if callback.delegated_to else callback.state,
            reason=why_handed_over(callback.due_at, work.now, shift_end, plan_hours(callback.plan, work.playbook)),
            due_at=callback.due_at,
            stays=event.kind == "shift" and stays_with_owner(work.playbook, callback.line),
        )
        for callback in await callbacks.held_by(work.store, work.site, event.outgoing)
    ]
    items += await _taken(event.outgoing, {item.reference for item in items}, work)
    items += await cases_held(event, work)
    work.announce(
        FollowupHandoverReported(handover_id=event.handover_id, person=event.outgoing, items=items, round=event.round)
    )


async def _taken(person: str, reported: set[str], work: Work) -> list[HandoverItem]:
    """Calls that the person has taken and not made, besides those reported already."""
    if work.playbook.care is None:
        return []
    found = await leases.held_by(work.store, work.site, person)
    until = {one.callback_id: one.expires_at for one in found if one.callback_id and one.held_at(work.now)}
    return [
        HandoverItem(
            kind="call",
            reference=callback.id,
            title=callback.plan.title,
            number=callback.number,
            state="taken",
            reason=None,
            due_at=until[callback.id],
        )
        for callback in await callbacks.by_ids(work.store, work.site, sorted(until.keys() - reported))
    ]
