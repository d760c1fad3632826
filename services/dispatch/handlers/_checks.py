"""The questions of an order: when they are asked, what stops them. Rules PD-13, HK-05."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.work import Work
from contracts.calendar import Calendar
from contracts.playbook.grammar import Check as Question
from services.dispatch import repository
from services.dispatch.domain.checks import asks_again, asks_anew, begin_check, moved, touched
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Check
from services.dispatch.domain.promises import moment_of, plan_of
from services.dispatch.domain.timing import timing_of


async def move_checks(
    before: Case | None,
    after: Case,
    work: Work,
    *,
    misses_before: Mapping[str, datetime],
    misses: Mapping[str, datetime],
) -> None:
    """Let the questions follow a change of the order; nothing is read when none of them can be touched by it."""
    plan = plan_of(after.line)
    if before is not None and not touched(plan, before, after, misses_before, misses):
        return
    known = await repository.live_checks(work.store, after.order.number) if before is not None else {}
    answered = {name: check.state == "done" for name, check in known.items()}
    facts = scope(replace(after, answered=answered)) if plan.check_reads else {}
    sent_back = before is not None and before.order.round != after.order.round
    for question in plan.checks.values():
        start = moment_of(after, question.of, misses)
        check = known.get(question.name)
        await _move(question, check, after, facts, start=start, sent_back=sent_back, work=work)


def calendar_for(case: Case, work: Work) -> Calendar:
    """The department's calendar, else the desk's."""
    timing = timing_of(work.playbook)
    return timing.calendar(timing.of_department.get(case.order.department, ""))


def set_check_timer(check: Check, due_at: datetime, work: Work) -> None:
    work.schedule(f"check-{check.id}", due_at, "check", {"check": check.id}, number=check.number)


async def _move(
    question: Question,
    check: Check | None,
    case: Case,
    facts: Mapping[str, Any],
    *,
    start: datetime | None,
    sent_back: bool,
    work: Work,
) -> None:
    if check is not None:
        if sent_back and start is not None and asks_again(question, check, facts):
            start = case.order.round_started_at
        elif not asks_anew(question, check, start):
            await _go_on(question, check, case, facts, work)
            return
        repository.put(work.store, replace(check, live=False))
        await work.cancel_timer(f"check-{check.id}")
    if start is None:
        return
    begun = begin_check(question, case, facts, start, work.new_id(), work.now, calendar_for(case, work))
    if begun is not None:
        repository.insert(work.store, begun)
        if begun.rest is None:
            set_check_timer(begun, begun.due_at, work)


async def _go_on(question: Question, check: Check, case: Case, facts: Mapping[str, Any], work: Work) -> None:
    after = moved(question, check, case, facts, work.now, calendar_for(case, work))
    if after == check:
        return
    repository.put(work.store, after)
    if after.rest is None and after.state in ("waiting", "asked"):
        set_check_timer(after, after.due_at, work)
    else:
        await work.cancel_timer(f"check-{check.id}")
