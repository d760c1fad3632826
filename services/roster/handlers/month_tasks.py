"""What is owed every month: publishing the next, summing up the present one; reminded of, and told when late.

A chain opens each month's tasks on its first day; one timer of the site always stands for what comes next of all.
"""

from datetime import datetime
from typing import Any

from chassis import recurring
from chassis.work import Timer, Work
from contracts.playbook.rota import MonthlyTask
from contracts.roster import MonthDueSoon, MonthLate, MonthTask
from services.roster.domain.months import due_in, last_day, month_after, month_before, month_of, next_notice
from services.roster.handlers import telling
from services.roster.repository import months as repository

CHAIN = "months"
FIRST_OF_MONTH = "0 0 1 * *"
TASKS: tuple[MonthTask, ...] = ("publish", "summarise")


def tasks_timer_id(site: str) -> str:
    return f"month-tasks-{site}"


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
    await _set_timer(work)


async def month_begins(timer: Timer, work: Work) -> None:
    """The first day of a month: its tasks are opened, those of months missed meanwhile too."""
    if work.playbook.rota is None:
        return
    await _open(work)
    await _set_timer(work)
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
            due = due_at(month, task, work)
            assert due is not None
            done_at = await _done_at(month, task, work)
            repository.keep_task(work.store, work.site, month, task, due_at=due, done_at=done_at)
            month = month_after(month)


async def _done_at(month: str, task: MonthTask, work: Work) -> datetime | None:
    if task == "publish":
        versions = await repository.versions_of(work.store, work.site, month)
        return versions[0].published_at if versions else None
    sent = await repository.last_summary(work.store, work.site, month)
    return sent.sent_at if sent else None


async def _set_timer(work: Work, *, after: datetime | None = None) -> None:
    """For the next of all reminders, due times and times to tell again: what was not told yet, or what comes ``after``
    a moment."""
    moments = [_notice(row, work, after or row.told_at) for row in await repository.open_tasks(work.store, work.site)]
    if following := [moment for moment in moments if moment is not None]:
        work.schedule(tasks_timer_id(work.site), min(following), "month_tasks", {})
    else:
        await work.cancel_timer(tasks_timer_id(work.site))


def _notice(row: Any, work: Work, after: datetime | None) -> datetime | None:
    """When the task is to be spoken of next. A roster is no longer asked for once its month is over."""
    rule = rule_of(row.task, work)
    notice = next_notice(rule, row.due_at, after) if rule else None
    over = work.playbook.calendar.at_local(last_day(row.month), "24:00")
    return None if notice is None or (row.task == "publish" and max(notice, work.now) >= over) else notice


async def month_tasks_due(timer: Timer, work: Work) -> None:
    """Remind of what is not done, or tell that it is late. Rules TH-01, TH-02."""
    if work.playbook.rota is None:
        return
    # A site that nobody is registered at has nobody who could be told, nor anybody to plan.
    if work.staff.people:
        for row in await repository.open_tasks(work.store, work.site):
            notice = _notice(row, work, row.told_at)
            if notice is not None and notice <= work.now:
                await _tell(row, work)
    await _set_timer(work, after=work.now)


async def _tell(row: Any, work: Work) -> None:
    month, task, due = row.month, row.task, row.due_at
    rule = rule_of(task, work)
    values: dict[str, Any] = {"told_at": work.now}
    if work.now < due:
        work.announce(MonthDueSoon(month=month, task=task, due_at=due, recipients=telling.managers(work)))
    elif rule is not None and rule.late is not None:
        values["times"] = row.times + 1
        told = telling.of_roles([rule.late.escalate], work)
        work.announce(MonthLate(month=month, task=task, due_at=due, times=row.times + 1, recipients=told))
    await repository.change_task(work.store, work.site, month, task, **values)


async def finish_task(month: str, task: MonthTask, work: Work) -> None:
    """It is done: nobody is reminded any more, nor told that it is late."""
    row = await repository.task_of(work.store, work.site, month, task)
    if row is not None and row.done_at is None:
        await repository.change_task(work.store, work.site, month, task, done_at=work.now)
        await _set_timer(work)
