"""What is owed every month: publishing the next, summing up the present one; reminded of, and told when late.

A chain opens each month's tasks on its first day; each task has one timer, which always stands for what comes next.
"""

from datetime import datetime
from typing import Any

from chassis import recurring
from chassis.work import Timer, Work
from contracts.playbook.rota import MonthlyTask
from contracts.roster import MonthDueSoon, MonthLate, MonthTask
from services.roster.domain.months import due_in, month_after, month_before, month_of, next_notice
from services.roster.handlers import telling
from services.roster.repository import months as repository

CHAIN = "months"
FIRST_OF_MONTH = "0 0 1 * *"
TASKS: tuple[MonthTask, ...] = ("publish", "summarise")


def task_timer_id(site: str, month: str, task: str) -> str:
    return f"month-{task}-{site}-{month}"


def rule_of(task: str, work: Work) -> MonthlyTask | None:
    """What the playbook says of it; None when it asks for no such thing."""
    rota = work.playbook.rota
    if rota is None:
        return None
    return rota.publish if task == "publish" else rota.summary


def due_at(month: str, task: str, work: Work) -> datetime | None:
    """By when the month's task is to be done: the roster in the month before, the summary in the month itself."""
    rule = rule_of(task, work)
    if rule is None:
        return None
    return due_in(month_before(month) if task == "publish" else month, rule, work.playbook.calendar)


async def months_started(work: Work) -> None:
    """When roster starts: the chain stands, and the tasks follow a changed playbook."""
    if work.playbook.rota is None:
        return
    await recurring.expect(work, CHAIN, FIRST_OF_MONTH, "months", {})
    await _open(work)
    for row in await repository.open_tasks(work.store, work.site):
        due = due_at(row.month, row.task, work)
        if due is not None and due != row.due_at:
            await repository.change_task(work.store, work.site, row.month, row.task, due_at=due)
            _set_timer(row.month, row.task, due, work)


async def month_begins(timer: Timer, work: Work) -> None:
    """The first day of a month: its tasks are opened, those of months missed meanwhile too."""
    if work.playbook.rota is None:
        return
    await _open(work)
    recurring.schedule_next(work, timer)


async def _open(work: Work) -> None:
    this = month_of(work.playbook.calendar.local_date(work.now))
    for task in TASKS:
        if rule_of(task, work) is None:
            continue
        latest = month_after(this) if task == "publish" else this
        known = await repository.last_task_month(work.store, work.site, task)
        month = month_after(known) if known else latest
        while month <= latest:
            await _open_task(month, task, work)
            month = month_after(month)


async def _open_task(month: str, task: MonthTask, work: Work) -> None:
    due = due_at(month, task, work)
    assert due is not None
    done_at = await _done_at(month, task, work)
    repository.keep_task(work.store, work.site, month, task, due_at=due, done_at=done_at)
    if done_at is None:
        _set_timer(month, task, due, work)


async def _done_at(month: str, task: MonthTask, work: Work) -> datetime | None:
    if task == "publish":
        versions = await repository.versions_of(work.store, work.site, month)
        return versions[0].published_at if versions else None
    sent = await repository.last_summary(work.store, work.site, month)
    return sent.sent_at if sent else None


def _set_timer(month: str, task: str, due: datetime, work: Work, after: datetime | None = None) -> None:
    """The next reminder, the due time, or the next time it is told that it is late."""
    rule = rule_of(task, work)
    moment = next_notice(rule, due, after) if rule else None
    if moment is not None:
        work.schedule(task_timer_id(work.site, month, task), moment, "month_task", {"month": month, "task": task})


async def month_task_due(timer: Timer, work: Work) -> None:
    """Remind, or tell that it is late, while it is not done. Rules TH-01, TH-02."""
    month, task = timer.data["month"], timer.data["task"]
    row = await repository.task_of(work.store, work.site, month, task)
    rule = rule_of(task, work)
    if row is None or row.done_at is not None or rule is None:
        return
    if work.now < row.due_at:
        work.announce(MonthDueSoon(month=month, task=task, due_at=row.due_at, recipients=telling.managers(work)))
    elif rule.late is not None:
        await _tell_late(row, rule.late.escalate, work)
    _set_timer(month, task, row.due_at, work, work.now)


async def _tell_late(row: Any, role: str, work: Work) -> None:
    times = row.times + 1
    await repository.change_task(work.store, work.site, row.month, row.task, times=times)
    told = telling.of_roles([role], work)
    work.announce(MonthLate(month=row.month, task=row.task, due_at=row.due_at, times=times, recipients=told))


async def finish_task(month: str, task: MonthTask, work: Work) -> None:
    """It is done: nobody is reminded any more, nor told that it is late."""
    row = await repository.task_of(work.store, work.site, month, task)
    if row is not None and row.done_at is None:
        await repository.change_task(work.store, work.site, month, task, done_at=work.now)
        await work.cancel_timer(task_timer_id(work.site, month, task))
