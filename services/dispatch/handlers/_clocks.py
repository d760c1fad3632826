"""Everything of an order that runs by a clock, as rows, timers and events. The rules are in ``domain.engine``."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from chassis.work import Work
from contracts.calendar import Calendar
from contracts.dispatch import DeadlineMissed, DeadlineMoved, PromisedDeadline
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch import repository
from services.dispatch.domain.chains import next_firing_at, warnings_open
from services.dispatch.domain.clocks import moment
from services.dispatch.domain.deadlines import Cause
from services.dispatch.domain.engine import Around, Outcome, advance
from services.dispatch.domain.model import Case, Deadline, Order
from services.dispatch.domain.promises import plan_of
from services.dispatch.domain.timing import timing_of
from services.dispatch.handlers._case import announce
from services.dispatch.handlers._checks import move_checks
from services.dispatch.handlers._people import responsible
from services.dispatch.handlers._timings import kept_timings, plans_of

Budget = Literal["rest", "fresh"]


async def move_clocks(
    case_before: Case | None,
    case_after: Case,
    work: Work,
    *,
    at: datetime | None = None,
    cause: str = "",
    budget: Budget = "rest",
    just_missed: str = "",
) -> list[PromisedDeadline]:
    """Let every clock of the order follow a change of it: started, paused, resumed, kept, missed, cancelled, reset.

    ``case_before`` is None for a new order. ``at``: when the change happened, by default now. ``cause`` stands in the
    explanation. ``budget``: whether open deadlines keep the rest of their time or get it fresh. ``just_missed``:
    a deadline whose miss is the change. Returns what was promised anew. A line without deadlines and checks costs
    nothing.
    """
    plan = plan_of(case_after.line)
    if plan.idle:
        return []
    live: Mapping[str, Deadline] = {}
    outcome = Outcome({})
    if case_before is None and plan.hears:
        case_after = await _with_heard(case_after, work)
    if plan.promises:
        if case_before is not None:
            live = await repository.live_deadlines(work.store, case_after.order.number)
        around = await around_of(case_after, live, work, at=at, cause=cause, budget=budget)
        outcome = advance(case_before, case_after, live, around)
        await write(case_after.order, live, outcome, around, work)
    if plan.checks:
        before = {name: at for name, at in _misses(live).items() if name != just_missed}
        await move_checks(case_before, case_after, work, misses_before=before, misses=_misses(outcome.rows))
    return promised_anew(live, outcome)


async def _with_heard(case: Case, work: Work) -> Case:
    """Events may come before the order they are about; one that comes at this moment waits until it is stored."""
    number = case.order.number
    await repository.one_at_a_time(work.store, number)
    return replace(case, heard=await repository.heard(work.store, number, case.order.cycle))


async def around_of(
    case: Case,
    live: Mapping[str, Deadline],
    work: Work,
    *,
    at: datetime | None = None,
    cause: str = "",
    budget: Budget = "rest",
) -> Around:
    """What the change of an order stands in."""
    plan = plan_of(case.line)
    return Around(
        now=work.now,
        cause=Cause(at or work.now, work.actor, cause),
        timing=timing_of(work.playbook),
        new_id=work.new_id,
        kept=await kept_timings(live.values(), work) if live else {},
        others=await plans_of(live.values(), case.order, work) if live else {},
        on_shift=not plan.of_shift or on_shift(case.order.department, work),
        fresh=budget == "fresh",
        plan=plan,
    )


def on_shift(department: str, work: Work) -> bool:
    """Whether the department has somebody on shift."""
    return any(p.active and p.on_duty and p.department == department for p in work.staff.people.values())


def promised_anew(live: Mapping[str, Deadline], outcome: Outcome) -> list[PromisedDeadline]:
    known = {row.id for row in live.values()}
    return [
        PromisedDeadline(deadline_id=row.id, name=row.name, due_at=row.due_at)
        for row in outcome.rows.values()
        if row.id not in known
    ]


# ------------------------------------------------------------------ writing
async def write(
    order: Order, live: Mapping[str, Deadline], outcome: Outcome, around: Around, work: Work, *, fired: str = ""
) -> None:
    """Store what changed, set and cancel timers, announce what was missed or moved."""
    before = {row.id: row for row in live.values()}
    for row in outcome.retired:
        if row.id in before:
            await change(order, before[row.id], row, around, work, fired=fired)
    for row in outcome.rows.values():
        old = before.get(row.id)
        if old is None:
            repository.insert(work.store, row)
            _set_timers({}, _timers(row, around), row, work)
        elif row != old:
            await change(order, old, row, around, work, fired=fired)


async def change(order: Order, old: Deadline, row: Deadline, around: Around, work: Work, *, fired: str = "") -> None:
    """One deadline changed. ``fired``: the timer at work, which need not be cancelled."""
    repository.put(work.store, row)
    was, wanted = _timers(old, around), _timers(row, around)
    _set_timers(was, wanted, row, work)
    for timer_id in was.keys() - wanted.keys() - {fired}:
        await work.cancel_timer(timer_id)
    if row.state == "missed" and old.state != "missed":
        await announce_missed(order, row, work)
    for entry in row.changes[len(old.changes) :]:
        if entry["kind"] != "recalculated":
            _announce_moved(order, row, entry, work)


def wanted_timers(row: Deadline, promise: Promise | None, calendar: Calendar) -> dict[str, datetime]:
    """The timers that a deadline needs, as (id: due): its own, its next warning, the next link of its chain."""
    if not row.live:
        return {}
    wanted: dict[str, datetime] = {}
    if row.state == "running":
        wanted[f"deadline-{row.id}"] = row.due_at
        warnings = warnings_open(promise, row, calendar) if promise is not None else []
        if warnings:
            wanted[f"warning-{row.id}"] = warnings[0][0]
    elif (at := next_firing_at(promise, row)) is not None:
        wanted[f"escalation-{row.id}"] = at
    return wanted


async def rescheduled(
    old: Deadline, row: Deadline, promise: Promise | None, calendars: tuple[Calendar, Calendar], work: Work
) -> None:
    """A recalculation moved a due time, or the warnings before it. ``calendars``: the old one and the new."""
    was, wanted = wanted_timers(old, promise, calendars[0]), wanted_timers(row, promise, calendars[1])
    _set_timers(was, wanted, row, work)
    for timer_id in was.keys() - wanted.keys():
        await work.cancel_timer(timer_id)


def next_timer(row: Deadline, around: Around, work: Work) -> None:
    """A warning or link fired before its time came, because the due time had moved: set what is next."""
    for timer_id, at in _timers(row, around).items():
        if not timer_id.startswith("deadline-"):
            set_timer(timer_id, at, row, work)


def set_timer(timer_id: str, at: datetime, row: Deadline, work: Work) -> None:
    kind = timer_id.partition("-")[0]
    work.schedule(
        timer_id, at if kind == "deadline" else max(at, work.now), kind, {"deadline": row.id}, number=row.number
    )


def _timers(row: Deadline, around: Around) -> dict[str, datetime]:
    return wanted_timers(row, around.promise_of(row), around.calendar_of(row))


def _set_timers(was: dict[str, datetime], wanted: dict[str, datetime], row: Deadline, work: Work) -> None:
    for timer_id, at in wanted.items():
        if was.get(timer_id) != at:
            set_timer(timer_id, at, row, work)


def _misses(rows: Mapping[str, Deadline]) -> dict[str, datetime]:
    return {name: row.due_at for name, row in rows.items() if row.state == "missed"}


# ------------------------------------------------------------------ announcing
async def announce_missed(order: Order, row: Deadline, work: Work) -> None:
    """A delay names the person responsible. Rules PD-03, PC-02."""
    announce(
        order,
        DeadlineMissed(
            number=order.number,
            order_id=order.order_id,
            deadline_id=row.id,
            name=row.name,
            line=order.line,
            department=order.department,
            due_at=row.due_at,
            cycle=row.cycle,
            responsible=await responsible(order, work),
            promised_under=row.playbook_version,
        ),
        work,
    )


def _announce_moved(order: Order, row: Deadline, entry: Mapping[str, str], work: Work) -> None:
    announce(
        order,
        DeadlineMoved(
            number=order.number,
            order_id=order.order_id,
            deadline_id=row.id,
            name=row.name,
            kind=entry["kind"],  # type: ignore[arg-type]
            due_before=moment(entry["from"]),
            due_after=moment(entry["to"]),
            why=entry["why"],
        ),
        work,
    )
