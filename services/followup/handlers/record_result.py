"""The customer was reached."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import CallbackCompleted, RecordResult, RemarkPassedOn, SatisfactionRated
from services.followup import repository
from services.followup.domain import callback_hours, department_told, judge, must_be_open
from services.followup.handlers.end_callbacks import cancel_callbacks, complete_follow_up
from services.followup.handlers.open_callback import must_be_assignee, open_callback
from services.followup.handlers.timers import timer_id
from services.followup.repository import Callback


async def record_result(command: RecordResult, work: Work) -> Done:
    """Record ratings and remarks, and what follows from them. Rules PD-06, PD-07, PD-14."""
    callback, siblings = await open_callback(command.callback_id, work)
    must_be_assignee(callback, work)
    must_be_open(callback_hours(work.playbook), work.now)
    satisfied = judge(callback.plan, command.ratings, command.satisfied)
    told = department_told(work.playbook, callback.department, command.remarks, command.pass_to)
    await _keep(command, callback, satisfied, work)
    _announce(command, callback, satisfied, told, work)
    if satisfied:
        complete_follow_up(callback, "satisfied", siblings, work)
    elif _reopens(callback, work):
        others = [one for one in siblings if one.is_open and one.id != callback.id]
        await cancel_callbacks(others, "the customer is not satisfied; work goes on", work)
    else:
        complete_follow_up(callback, "dissatisfied", siblings, work)
    return Done(number=callback.number)


async def _keep(command: RecordResult, callback: Callback, satisfied: bool, work: Work) -> None:
    await repository.change(
        work.store,
        callback.id,
        state="completed",
        outcome="satisfied" if satisfied else "dissatisfied",
        delegated_to=None,
        ratings=command.ratings,
        satisfied=satisfied,
        summary=command.summary,
        remarks=command.remarks,
        duration_seconds=command.duration_seconds,
        ended_by=work.actor,
        ended_at=work.now,
    )
    await work.cancel_timer(timer_id(callback))


def _announce(command: RecordResult, callback: Callback, satisfied: bool, told: str | None, work: Work) -> None:
    work.announce(
        CallbackCompleted(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            by=work.actor,
            summary=command.summary,
            duration_seconds=command.duration_seconds,
        )
    )
    work.announce(
        SatisfactionRated(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            department=callback.department,
            satisfied=satisfied,
            ratings=command.ratings,
            remarks=command.remarks,
        )
    )
    if told is not None and command.remarks is not None:
        work.announce(
            RemarkPassedOn(callback_id=callback.id, number=callback.number, department=told, text=command.remarks)
        )


def _reopens(callback: Callback, work: Work) -> bool:
    line = work.playbook.lines.get(callback.line)
    return line is not None and line.reopen is not None
