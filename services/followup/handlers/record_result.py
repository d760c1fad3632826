"""The customer was reached."""

from typing import Any

from chassis.work import Work
from contracts.base import Done
from contracts.followup import CallbackCompleted, RecordResult, RemarkPassedOn, SatisfactionRated, ServiceReported
from services.followup.domain.answers import department_told, judge, outcome_of, survey
from services.followup.domain.calling import must_be_open
from services.followup.domain.care import means_used
from services.followup.domain.care import told as told_only
from services.followup.domain.findings import must_name_departments
from services.followup.handlers.end_callbacks import cancel_callbacks, complete_follow_up
from services.followup.handlers.end_case import case_called, end_case, keep_findings
from services.followup.handlers.hear_call import hear_call
from services.followup.handlers.lease_calls import let_go, must_call
from services.followup.handlers.open_callback import hours_of, open_callback
from services.followup.handlers.plan_after_plan import plan_after_plan
from services.followup.handlers.recipients import recipients
from services.followup.handlers.timers import cancel_timers
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def record_result(command: RecordResult, work: Work) -> Done:
    """Record ratings, answers and remarks, and what follows from them. Rules PD-06, PD-07, PD-14, HK-07, FS-12, TH-20,
    TH-24, TH-25, TH-26."""
    callback, siblings = await open_callback(command.callback_id, work)
    taken = await must_call(callback, work)
    must_be_open(hours_of(callback, work), work.now)
    case = await case_called(callback, work)
    command = command.model_copy(update={"means": means_used(callback.plan, command.means)})
    asked = told_only(callback.plan) if case is not None and case.put_off is not None else callback.plan
    satisfied = judge(asked, command.ratings, command.satisfied)
    answers = survey(asked, command.answers, work.playbook)
    told = department_told(work.playbook, callback.department, command.remarks, command.pass_to)
    must_name_departments(command.findings, work.playbook)
    await let_go(taken, work)
    await _keep(command, callback, satisfied, answers, work)
    reopens = satisfied is False and _reopens(callback, work)
    late = case.latest <= work.now if case is not None else None
    _announce_completed(command, callback, told, late, work)
    keep_findings(command, callback, work)
    if case is not None:
        await end_case(command, callback, case, work)
    await hear_call(callback, case.segment if case is not None else None, command, answers, satisfied, work)
    if satisfied is not None:
        _announce_rated(command, callback, satisfied, reopens, work)
    _report(command, callback, satisfied, answers, work)
    if reopens:
        root = callback.plan.root
        others = [one for one in siblings if one.is_open and one.id != callback.id and one.plan.root == root]
        await cancel_callbacks(others, "the customer is not satisfied; work goes on", work)
    else:
        complete_follow_up(callback, outcome_of(satisfied), siblings, work)
        await plan_after_plan(callback, work.now, work)
    return Done(number=callback.number)


async def _keep(
    command: RecordResult, callback: Callback, satisfied: bool | None, answers: dict[str, Any], work: Work
) -> None:
    await callbacks.change(
        work.store,
        callback.id,
        state="completed",
        outcome=outcome_of(satisfied),
        delegated_to=None,
        ratings=command.ratings,
        answers=answers,
        satisfied=satisfied,
        summary=command.summary,
        remarks=command.remarks,
        duration_seconds=command.duration_seconds,
        ended_by=work.actor,
        ended_at=work.now,
    )
    await cancel_timers(callback, work)


def _announce_completed(
    command: RecordResult, callback: Callback, told: str | None, late: bool | None, work: Work
) -> None:
    work.announce(
        CallbackCompleted(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            by=work.actor,
            summary=command.summary,
            duration_seconds=command.duration_seconds,
            means=command.means,
            late=late,
        )
    )
    if told is not None and command.remarks is not None:
        work.announce(
            RemarkPassedOn(callback_id=callback.id, number=callback.number, department=told, text=command.remarks)
        )


def _announce_rated(command: RecordResult, callback: Callback, satisfied: bool, reopens: bool, work: Work) -> None:
    work.announce(
        SatisfactionRated(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            department=callback.department,
            satisfied=satisfied,
            ratings=command.ratings,
            remarks=command.remarks,
            plan=callback.plan.name,
            cycle=callback.cycle,
            by=work.actor,
            reopens=reopens,
            recipients=[] if satisfied else recipients(_concerned(callback, work), callback, work),
        )
    )


def _report(
    command: RecordResult, callback: Callback, satisfied: bool | None, answers: dict[str, Any], work: Work
) -> None:
    """The service report of the result. Rule FS-19."""
    if not callback.plan.report_to:
        return
    work.announce(
        ServiceReported(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            plan=callback.plan.name,
            title=callback.plan.label,
            by=work.actor,
            satisfied=satisfied,
            ratings=command.ratings,
            answers=answers,
            summary=command.summary,
            remarks=command.remarks,
            recipients=recipients(callback.plan.report_to, callback, work),
        )
    )


def _concerned(callback: Callback, work: Work) -> list[str]:
    """Who hears of a dissatisfied customer at once: whom reopening notifies, else the department's head. HK-07."""
    line = work.playbook.lines.get(callback.line)
    return (line.reopen.notify if line is not None and line.reopen is not None else []) or ["head"]


def _reopens(callback: Callback, work: Work) -> bool:
    """Only what keeps the request open can begin its work again."""
    line = work.playbook.lines.get(callback.line)
    return callback.plan.keeps_open and line is not None and line.reopen is not None
