"""Why a deadline is due when it is: every part of it, with who and when."""

from datetime import datetime
from typing import Any

from chassis.work import Work
from contracts.calendar import Calendar
from contracts.dispatch import (
    ChangeView,
    DeadlineReasons,
    GetDeadline,
    PauseView,
    StretchView,
    ToldView,
)
from contracts.playbook.grammar import Deadline as Promise
from contracts.problems import Invalid, NotFound
from services.dispatch import repository
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.chains import next_firing_at, warnings_open
from services.dispatch.domain.clocks import moment
from services.dispatch.domain.explain import closed_hours, rule_of
from services.dispatch.domain.model import Deadline
from services.dispatch.handlers._timings import calendar_of, promise_of
from services.dispatch.handlers._views import show_deadline


async def explain_deadline(query: GetDeadline, work: Work) -> DeadlineReasons:
    """Raises Invalid when it is not said which one, NotFound when there is none."""
    row = await _find(query, work)
    calendar, promise = await calendar_of(row, work), await promise_of(row, work)
    return DeadlineReasons(
        deadline=await show_deadline(row, work),
        rule=rule_of(row, promise),
        playbook=row.playbook,
        playbook_version=row.playbook_version,
        moment=row.moment,
        clock=row.clock,
        calendar=row.calendar,
        timezone=calendar.timezone,
        variant=row.variant,
        budget_seconds=row.budget / 1_000_000,
        left_seconds=rules.left(row, work.now, calendar) / 1_000_000 if row.open else None,
        counts_from=row.run_at,
        pauses=[_pause(pause) for pause in row.pauses],
        closed=[StretchView(since=since, until=until) for since, until in closed_hours(row, calendar)],
        changes=[_change(change) for change in row.changes],
        told=_told(row, promise),
        next_told_at=_next_told(row, promise, calendar),
    )


async def _find(query: GetDeadline, work: Work) -> Deadline:
    row = None
    if query.deadline_id is not None:
        row = await repository.deadline(work.store, work.site, query.deadline_id)
    elif query.number is not None and query.name is not None:
        order = await repository.order(work.store, work.site, query.number)
        rows = await repository.live_deadlines(work.store, query.number) if order is not None else {}
        row = rows.get(query.name)
    else:
        raise Invalid("which deadline?", errors={"deadline_id": "say it, or number and name"})
    if row is None:
        raise NotFound("no such deadline here", errors={"deadline_id": "unknown; dispatch.order lists an order's"})
    return row


def _pause(pause: dict[str, Any]) -> PauseView:
    until = moment(pause["to"]) if "to" in pause else None
    return PauseView(reason=pause["reason"], why=pause["why"], by=pause["by"], since=moment(pause["from"]), until=until)


def _change(change: dict[str, Any]) -> ChangeView:
    return ChangeView(
        kind=change["kind"],
        at=moment(change["at"]),
        by=change["by"],
        why=change["why"],
        due_before=moment(change["from"]),
        due_after=moment(change["to"]),
        version_before=change.get("from_version"),
        version_after=change.get("to_version"),
    )


def _told(row: Deadline, promise: Promise | None) -> list[ToldView]:
    found = [
        ToldView(at=moment(each["at"]), what="warning", to=_warned(promise, each["place"]), link=each["place"] + 1)
        for each in row.warned
    ]
    found += [
        ToldView(at=moment(each["at"]), what="escalation", to=[each["to"]], link=each["link"], repeat=each["repeat"])
        for each in row.story.get("told", ())
    ]
    return found


def _warned(promise: Promise | None, place: int) -> list[str]:
    known = promise is not None and place < len(promise.warn)
    return (promise.warn[place].to if promise is not None and known else []) or ["assignee"]


def _next_told(row: Deadline, promise: Promise | None, calendar: Calendar) -> datetime | None:
    warnings = warnings_open(promise, row, calendar) if promise is not None else []
    return warnings[0][0] if warnings else next_firing_at(promise, row)
