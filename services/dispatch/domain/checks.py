"""Questions that are asked after a while, again and again until done. Pure. Rules PD-13, HK-05."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.calendar import Calendar
from contracts.playbook.grammar import Check as Question
from services.dispatch.domain.clocks import due_after, micros, passed
from services.dispatch.domain.model import Case, Check
from services.dispatch.domain.promises import AGAIN, Plan, moment_of

WAITING = ("waiting", "asked")


def touched(
    plan: Plan, before: Case, after: Case, misses_before: Mapping[str, datetime], misses: Mapping[str, datetime]
) -> bool:
    """Whether a change of the order can start, stop or still any of the line's questions."""
    old, new = before.order, after.order
    if old.state != new.state or old.hold != new.hold or old.round != new.round:
        return True
    if plan.check_reads & _changed(before, after, misses_before, misses):
        return True
    return any(moment_of(before, m, misses_before) != moment_of(after, m, misses) for m in plan.check_moments)


def begin_check(
    question: Question,
    case: Case,
    facts: Mapping[str, Any],
    start: datetime,
    row_id: str,
    now: datetime,
    calendar: Calendar,
) -> Check | None:
    """The question, once its moment has come; None when it is not to be asked."""
    order = case.order
    if not order.undone or (question.when is not None and not question.when.truth(facts)):
        return None
    if question.until is not None and question.until.truth(facts):
        return None
    due = due_after(calendar, question.clock, start, micros(question.after))
    begun = Check(row_id, order.site, order.number, question.name, order.cycle, True, "waiting", due, started_at=start)
    return _still(question, begun, case, now, calendar)


def asks_anew(question: Question, check: Check, start: datetime | None) -> bool:
    """The moment came once more: the order is held again."""
    again = question.of in AGAIN and start is not None
    return again and (check.started_at is None or (start is not None and start > check.started_at))


def asks_again(question: Question, check: Check, facts: Mapping[str, Any]) -> bool:
    """Work was sent back, and what had ended the asking no longer holds."""
    return question.until is not None and check.state not in WAITING and not question.until.truth(facts)


def moved(
    question: Question, check: Check, case: Case, facts: Mapping[str, Any], now: datetime, calendar: Calendar
) -> Check:
    """The question after the order changed: over, standing still, going on, or as it was."""
    if check.state not in WAITING:
        return check
    over = not case.order.undone or (question.of == "held" and case.order.state != "held")
    if over or (question.until is not None and question.until.truth(facts)):
        return replace(check, state="cancelled", rest=None)
    return _still(question, check, case, now, calendar)


def next_asking(question: Question, due: datetime, now: datetime, calendar: Calendar) -> datetime | None:
    """When a question that repeats is asked again, strictly after ``now``."""
    if not question.every:
        return None
    every = micros(question.every)
    rounds = passed(calendar, question.clock, due, now) // every + 1
    at = due_after(calendar, question.clock, due, rounds * every)
    return at if at > now else due_after(calendar, question.clock, due, (rounds + 1) * every)


def _still(question: Question, check: Check, case: Case, now: datetime, calendar: Calendar) -> Check:
    """Its clock stands still while the order is held, if the playbook says so: what was left then is left after."""
    held = question.pause_on_hold and case.order.state == "held"
    if held and check.rest is None and check.due_at > now:
        return replace(check, rest=passed(calendar, question.clock, now, check.due_at))
    if not held and check.rest is not None:
        return replace(check, rest=None, due_at=due_after(calendar, question.clock, now, check.rest))
    return check


def _changed(
    before: Case, after: Case, misses_before: Mapping[str, datetime], misses: Mapping[str, datetime]
) -> set[str]:
    """First names of the paths that read otherwise now."""
    old, new = before.order, after.order
    pairs = {
        "steps": (before.taken, after.taken),
        "form": (old.form, new.form),
        "order": (
            (old.department, old.assignee, old.cycle, old.state),
            (new.department, new.assignee, new.cycle, new.state),
        ),
        "severity": (old.severity, new.severity),
        "tier": (old.tier, new.tier),
        "decisions": (old.decisions, new.decisions),
        "deadlines": (misses_before, misses),
        "checks": (before.answered, after.answered),
    }
    return {root for root, (was, is_now) in pairs.items() if was != is_now}
