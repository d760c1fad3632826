"""Promises and how they run: started, paused, resumed, carried over into a new cycle, explained. Rules PD-03, PD-10.

Two clocks: ``wall`` counts every second, ``business`` only the desk's opened hours. A pause never makes a deadline
earlier: what was left when it began is what is left when it ends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar
from contracts.dispatch import DeadlineState
from contracts.durations import format_duration
from contracts.playbook.grammar import Check, Escalation, Step
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch.domain.graph import scope, skipped
from services.dispatch.domain.model import Case, Deadline, Order

MICROSECOND = timedelta(microseconds=1)
SHOWN_HOURS = 8


@dataclass(frozen=True)
class Start:
    """A deadline that begins: for which step, by which promise, when, with how much time."""

    step: str
    promise: Promise
    started_at: datetime
    budget: timedelta
    due_at: datetime


def due_after(calendar: Calendar, clock: str, start: datetime, budget: timedelta) -> datetime:
    """When ``budget`` will have passed on that clock."""
    return calendar.add(start, budget) if clock == "business" else start + budget


def left_at(calendar: Calendar, clock: str, at: datetime, due: datetime) -> timedelta:
    """How much of the budget is left at ``at``; nothing once it is due."""
    if at >= due:
        return timedelta(0)
    return calendar.elapsed(at, due) if clock == "business" else due - at


def moment_of(case: Case, moment: str) -> datetime | None:
    """The moment a clock counts from; None while it has not come. Later rounds count from their own start."""
    order = case.order
    if moment.startswith("steps."):
        taken = case.taken.get(moment.removeprefix("steps."))
        return taken.happened_at if taken else None
    if order.round > 1:
        return order.round_started_at
    return {
        "recorded": order.recorded_at,
        "happened": order.happened_at,
        "confirmed": order.confirmed_at,
        "routed": order.routed_at,
    }[moment]


def starting(case: Case, running: Mapping[str, Deadline], calendar: Calendar) -> Iterator[Start]:
    """Deadlines that ought to run and do not yet: the step stands open and the moment it counts from has come."""
    if not any(step.deadline for step in case.line.steps):
        return
    absent = skipped(case, scope(case))
    for step in case.line.steps:
        promise = step.deadline
        if promise is None or step.name in absent or step.name in case.taken or step.name in running:
            continue
        start = moment_of(case, promise.of)
        if start is not None:
            yield begin(case.order, step, promise, start, calendar)


def begin(order: Order, step: Step, promise: Promise, start: datetime, calendar: Calendar) -> Start:
    """A fresh promise, or what a resuming cycle has left of it."""
    rest = order.budgets.get(step.name)
    budget = (promise.within or timedelta(0)) if rest is None else rest * MICROSECOND
    return Start(step.name, promise, start, budget, due_after(calendar, promise.clock, start, budget))


def judged(deadline: Deadline, happened_at: datetime, now: datetime) -> Deadline:
    """The deadline once its step is taken: met when it happened in time; one already missed stays missed."""
    if deadline.state == "missed":
        return replace(deadline, ended_at=happened_at)
    state: DeadlineState = "met" if happened_at <= deadline.due_at else "missed"
    return replace(deadline, state=state, ended_at=happened_at, decided_at=now)


def paused(deadline: Deadline, now: datetime, calendar: Calendar) -> Deadline:
    """Stop the clock, remembering what is left."""
    rest = left_at(calendar, deadline.clock, now, deadline.due_at) // MICROSECOND
    return replace(deadline, state="paused", rest=rest, pauses=[*deadline.pauses, [now.isoformat()]])


def resumed(deadline: Deadline, now: datetime, calendar: Calendar) -> Deadline:
    """Let the clock run again for what was left."""
    due = due_after(calendar, deadline.clock, now, (deadline.rest or 0) * MICROSECOND)
    pauses = [*deadline.pauses[:-1], [deadline.pauses[-1][0], now.isoformat()]]
    return replace(deadline, state="running", rest=None, due_at=due, pauses=pauses)


def unused(deadline: Deadline, now: datetime, calendar: Calendar) -> timedelta:
    """What a cycle that resumes still has: the rest of the budget when the step was done, or now."""
    if deadline.state == "missed":
        return timedelta(0)
    if deadline.state == "paused":
        return (deadline.rest or 0) * MICROSECOND
    return left_at(calendar, deadline.clock, deadline.ended_at or now, deadline.due_at)


def paused_seconds(deadline: Deadline) -> int:
    """Whole seconds of finished pauses."""
    spans = (pause for pause in deadline.pauses if len(pause) == 2)
    return sum(int((_at(pause[1]) - _at(pause[0])).total_seconds()) for pause in spans)


def chain(promise: Promise | None) -> list[Escalation]:
    """The links after a missed deadline, in the order of their time."""
    return sorted(promise.else_, key=lambda link: link.after) if promise else []


def links_due(promise: Promise | None, deadline: Deadline, now: datetime) -> list[Escalation]:
    """The links not yet raised whose time has come."""
    return [link for link in chain(promise)[deadline.escalated :] if deadline.due_at + link.after <= now]


def next_link_at(promise: Promise | None, deadline: Deadline) -> datetime | None:
    """When the next link is to be raised."""
    rest = chain(promise)[deadline.escalated :]
    return deadline.due_at + rest[0].after if rest else None


def next_asking(check: Check, due: datetime, now: datetime) -> datetime | None:
    """When a check that repeats asks again, strictly after ``now``."""
    if check.every is None:
        return None
    missed = max(0, (now - due) // check.every) if check.every else 0
    return due + (missed + 1) * check.every


def explain(deadline: Deadline, calendar: Calendar) -> str:
    """Why it is due when it is: the rule, the moment it counts from, the pauses and closed hours that were skipped."""
    zone = ZoneInfo(calendar.timezone)

    def show(at: datetime) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

    budget = format_duration(timedelta(seconds=deadline.budget // 1_000_000))
    parts = [
        f"{deadline.step} within {budget} of {deadline.moment} at {show(deadline.started_at)}, {deadline.clock} clock"
    ]
    for pause in deadline.pauses:
        until = show(_at(pause[1])) if len(pause) == 2 else "now"
        parts.append(f"on hold from {show(_at(pause[0]))} to {until}")
    if deadline.clock == "business" and deadline.due_at > deadline.started_at:
        closed = calendar.closed_stretches(deadline.started_at, deadline.due_at)
        parts += [f"closed from {show(start)} to {show(end)}" for start, end in closed[:SHOWN_HOURS]]
        if len(closed) > SHOWN_HOURS:
            parts.append(f"and {len(closed) - SHOWN_HOURS} more closed stretches")
    parts.append(f"due at {show(deadline.due_at)}")
    return "; ".join(parts)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
