"""A verified order: the customer is called back, or nothing is owed."""

from datetime import datetime

from chassis.work import Work
from contracts.dispatch import OrderVerified
from contracts.followup import CallbackDelegated, CallbackScheduled, FollowUpCompleted
from contracts.playbook.grammar import CallbackPlan
from services.followup import repository
from services.followup.domain import callback_hours, owner_after, pin, plans_for
from services.followup.handlers.end_callbacks import cancel_callbacks_of
from services.followup.handlers.timers import set_callback_timer
from services.followup.repository import Callback


async def plan_callbacks(event: OrderVerified, work: Work) -> None:
    """Plan what the playbook asks for this line, once a cycle. Rules PD-06, PD-14."""
    known = await repository.known_of(work.store, work.site, event.number)
    if known.cancelled or event.cycle <= known.cycle:
        return
    if known.cycle:
        await cancel_callbacks_of(event.number, "the work was done again", work)
    repository.keep_cycle(work.store, work.site, event.number, event.cycle)
    line = work.playbook.lines.get(event.line)
    plans = plans_for(line, event.line, event.form, event.severity) if line else []
    if not plans:
        work.announce(FollowUpCompleted(number=event.number, outcome="not_planned", cycle=event.cycle))
        return
    owner = owner_after(event.received_by, await repository.moves_of(work.store, work.site, event.number))
    for plan in plans:
        _schedule(plan, event, owner, work)


def _schedule(plan: CallbackPlan, event: OrderVerified, owner: str, work: Work) -> None:
    assignee = owner if plan.by == "owner" else event.received_by
    due_at = callback_hours(work.playbook).next_open(work.now + plan.delay)
    callback = _new_callback(plan, event, assignee, due_at, work)
    if _has_gone(assignee, owner, work):
        callback = _to_successor(callback, owner)
    repository.add_callback(work.store, work.site, callback)
    set_callback_timer(callback, due_at, work)
    work.announce(
        CallbackScheduled(
            callback_id=callback.id,
            number=event.number,
            line=event.line,
            plan=plan.name,
            assignee=assignee,
            due_at=due_at,
        )
    )
    if callback.delegated_to is not None:
        work.announce(
            CallbackDelegated(
                callback_id=callback.id, number=event.number, assignee=assignee, to=owner, because="handover"
            )
        )


def _has_gone(assignee: str, owner: str, work: Work) -> bool:
    """Whether the shift of whoever took the request ended before its work did, and a colleague has taken over."""
    gone, successor = work.staff.get(assignee), work.staff.get(owner)
    if owner == assignee or successor is None:
        return False
    return successor.on_duty and successor.has(work.playbook.desk_roles) and (gone is None or not gone.on_duty)


def _to_successor(callback: Callback, owner: str) -> Callback:
    return Callback(**(callback.__dict__ | {"delegated_to": owner}))


def _new_callback(plan: CallbackPlan, event: OrderVerified, assignee: str, due_at: datetime, work: Work) -> Callback:
    return Callback(
        id=work.new_id(),
        number=event.number,
        line=event.line,
        cycle=event.cycle,
        plan=pin(plan),
        department=event.department,
        state="scheduled",
        outcome=None,
        assignee=assignee,
        delegated_to=None,
        due_at=due_at,
        attempts=0,
        ratings={},
        satisfied=None,
        summary=None,
        remarks=None,
        ended_by=None,
        ended_at=None,
    )
