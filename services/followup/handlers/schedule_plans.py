"""A moment has come from which plans run: calls and letters are planned."""

from datetime import datetime

from chassis.work import Work
from contracts.followup import CallbackDelegated, CallbackScheduled, LetterScheduled
from contracts.playbook.grammar import CallbackPlan, Line
from services.followup.domain.calling import caller, owner_after
from services.followup.domain.pinned import pin
from services.followup.domain.plans import Occasion, due_at, holding, late_at
from services.followup.handlers.timers import set_late_timer, set_timer
from services.followup.repository import callbacks, requests
from services.followup.repository.callbacks import Callback


async def schedule_plans(plans: list[CallbackPlan], line: Line, occasion: Occasion, work: Work) -> None:
    """Plan these, which hold for the request. Rules PD-06, PD-14, FS-08, FS-12, FS-13, FS-19."""
    if not plans:
        return
    moves = await requests.moves_of(work.store, work.site, occasion.number)
    owner = owner_after(occasion.received_by, moves)
    for plan in plans:
        _schedule(plan, line, occasion, owner, work)


async def schedule_once(plans: list[CallbackPlan], line: Line, occasion: Occasion, work: Work) -> None:
    """Plan those that hold, for moments that may be told again: what this or a later cycle planned stands."""
    plans = holding(plans, line, occasion)
    names = [plan.name for plan in plans]
    planned = await callbacks.cycles_of_plans(work.store, work.site, occasion.number, names)
    left = [plan for plan in plans if planned.get(plan.name, -1) < occasion.cycle]
    await schedule_plans(left, line, occasion, work)


def _schedule(plan: CallbackPlan, line: Line, occasion: Occasion, owner: str, work: Work) -> None:
    assignee = caller(plan.by, occasion.received_by, owner, occasion.worker, occasion.form)
    if plan.by != "receiver" and work.staff.get(assignee) is None:
        assignee = owner
    successor = owner if plan.by == "receiver" and _has_gone(assignee, owner, work) else None
    callback = _new_callback(plan, line, occasion, assignee, successor, work)
    callbacks.add_callback(work.store, work.site, callback)
    set_timer(callback, callback.due_at, work)
    set_late_timer(callback, work)
    if callback.plan.letter is not None:
        _announce_letter(callback, callback.plan.letter.channel, work)
    else:
        _announce_callback(callback, work)


def _announce_letter(letter: Callback, channel: str, work: Work) -> None:
    work.announce(
        LetterScheduled(
            callback_id=letter.id,
            number=letter.number,
            line=letter.line,
            plan=letter.plan.name,
            channel=channel,
            due_at=letter.due_at,
            late_at=letter.late_at,
        )
    )


def _announce_callback(callback: Callback, work: Work) -> None:
    announce_scheduled(callback, callback.due_at, 1, work)
    if callback.delegated_to is not None:
        work.announce(
            CallbackDelegated(
                callback_id=callback.id,
                number=callback.number,
                assignee=callback.assignee,
                to=callback.delegated_to,
                because="handover",
            )
        )


def announce_scheduled(callback: Callback, due: datetime, attempt: int, work: Work) -> None:
    """Tell when the customer is called, for the ``attempt``-th time."""
    work.announce(
        CallbackScheduled(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            plan=callback.plan.name,
            assignee=callback.assignee,
            due_at=due,
            attempt=attempt,
            late_at=callback.late_at,
        )
    )


def _has_gone(assignee: str, owner: str, work: Work) -> bool:
    """Whether the shift of whoever took the request ended before its work did, and a colleague has taken over."""
    gone, successor = work.staff.get(assignee), work.staff.get(owner)
    if owner == assignee or successor is None:
        return False
    return successor.on_duty and successor.has(work.playbook.desk_roles) and (gone is None or not gone.on_duty)


def _new_callback(
    plan: CallbackPlan, line: Line, occasion: Occasion, assignee: str, delegated_to: str | None, work: Work
) -> Callback:
    return Callback(
        id=work.new_id(),
        number=occasion.number,
        line=occasion.line,
        cycle=occasion.cycle,
        plan=pin(plan, line, occasion.form),
        department=occasion.department,
        state="scheduled",
        outcome=None,
        assignee=assignee,
        delegated_to=delegated_to,
        worker=occasion.worker,
        due_at=due_at(work.playbook, plan, occasion.at, work.now),
        late_at=late_at(plan, occasion.at),
        overdue_at=None,
        attempts=0,
        ratings={},
        answers={},
        satisfied=None,
        summary=None,
        remarks=None,
        ended_by=None,
        ended_at=None,
    )
