"""One promise and what can happen to it: begun, paused, resumed, reset, carried over, judged, closed. Pure.

What was left when a clock stopped is what is left when it runs again, to the microsecond; a change of rule or calendar
carries over what has passed. A deadline is kept by what happened at its due time or before. Its timer fires at the due
time and decides: what is recorded after that firing finds it missed, whenever it happened. Rules PD-03, PD-10.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from contracts.calendar import Calendar
from contracts.dispatch import DeadlineState
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch.domain.clocks import due_after, micros, passed
from services.dispatch.domain.model import Deadline, Order
from services.dispatch.domain.promises import Named
from services.dispatch.domain.targets import target_due
from services.dispatch.domain.timing import Timing

_NONE = timedelta(0)


@dataclass(frozen=True)
class Cause:
    """Who and what changes a deadline, and the moment it counts from."""

    at: datetime
    by: str
    why: str = ""


@dataclass(frozen=True)
class Terms:
    """What a promise comes to for an order: on which calendar, how much time, until when if it is a target."""

    named: Named
    calendar: Calendar
    calendar_name: str
    promised: int
    target: datetime | None
    variant: str | None
    reckoned: str
    playbook: str
    version: int

    @property
    def promise(self) -> Promise:
        return self.named.promise


def terms_of(
    named: Named, department: str, start: datetime, timing: Timing, facts: Mapping[str, Any], version: tuple[str, int]
) -> Terms | None:
    """None while a target's moment is not known."""
    promise = named.promise
    name = timing.name_of(promise, department)
    calendar = timing.calendar(name)
    target, variant, within = None, None, promise.within
    if promise.by is not None:
        target = target_due(promise.by, start, calendar, facts)
        if target is None:
            return None
    for each in promise.variants:
        if each.when.truth(facts):
            variant, within = str(each.when), each.within
            break
    promised = passed(calendar, promise.clock, start, target) if target is not None else micros(within or _NONE)
    return Terms(named, calendar, name, promised, target, variant, timing.digest, *version)


def begin(terms: Terms, order: Order, start: datetime, row_id: str, *, held: bool) -> Deadline:
    """A fresh promise, or what a resuming cycle has left of it. ``held``: whether ``reset_when`` holds already."""
    promise, rest = terms.promise, order.budgets.get(terms.named.name)
    budget = terms.promised if rest is None else rest
    fresh = terms.target is not None and rest is None
    due = terms.target if fresh else due_after(terms.calendar, promise.clock, start, budget)
    assert due is not None
    return Deadline(
        id=row_id,
        site=order.site,
        number=order.number,
        line=order.line,
        name=terms.named.name,
        on_step=terms.named.step is not None,
        cycle=order.cycle,
        live=True,
        state="running",
        moment=promise.of,
        clock=promise.clock,
        calendar=terms.calendar_name,
        reckoned=terms.reckoned,
        playbook=terms.playbook,
        playbook_version=terms.version,
        pause_on_hold=promise.pause_on_hold,
        promised=terms.promised,
        budget=budget,
        started_at=start,
        run_at=start,
        due_at=due,
        reset_held=held,
        story={"variant": terms.variant} if terms.variant else {},
    )


def left(row: Deadline, at: datetime, calendar: Calendar) -> int:
    """Microseconds left on its clock at ``at``; nothing once it is due."""
    if row.rest is not None:
        return row.rest
    return passed(calendar, row.clock, max(at, row.run_at), row.due_at)


def paused(row: Deadline, reason: str, cause: Cause, calendar: Calendar) -> Deadline:
    """Stop the clock for one more reason. One that is missed only notes it: its chain rests."""
    pause = {"from": cause.at.isoformat(), "reason": reason, "why": cause.why, "by": cause.by}
    noted = told(row, reasons=[*row.reasons, reason], pauses=[*row.pauses, pause])
    if row.state != "running":
        return noted
    return replace(noted, state="paused", rest=left(row, cause.at, calendar))


def resumed(row: Deadline, reason: str, cause: Cause, calendar: Calendar) -> Deadline:
    """One reason less; without any the clock runs again for what was left."""
    reasons = [each for each in row.reasons if each != reason]
    until = cause.at.isoformat()
    pauses = [p | {"to": until} if p["reason"] == reason and "to" not in p else p for p in row.pauses]
    noted = told(row, reasons=reasons, pauses=pauses)
    if reasons or row.state != "paused":
        return noted
    due = due_after(calendar, row.clock, cause.at, row.rest or 0)
    return replace(noted, state="running", rest=None, due_at=due)


def restarted(row: Deadline, terms: Terms, kind: str, cause: Cause) -> Deadline:
    """The full time counts from now: a reset, or a department that gets a fresh budget."""
    due = terms.target or due_after(terms.calendar, terms.promise.clock, cause.at, terms.promised)
    changed = {
        **_under(row, terms),
        "budget": terms.promised,
        "run_at": cause.at,
        "due_at": due if row.state == "running" else row.due_at,
        "rest": terms.promised if row.state == "paused" else None,
    }
    changes = [*row.changes, _entry(row, changed, kind, cause)]
    changed["story"] = {**changed["story"], "changes": changes, "run": int(row.story.get("run", 0)) + 1}
    return replace(row, **changed)


def carried(row: Deadline, terms: Terms, old: Calendar, cause: Cause, kind: str) -> Deadline:
    """The same promise under other terms: what has passed on its clock, by the old calendar, has passed.

    One that is overdue is left to its timer."""
    if row.state == "running" and row.due_at <= cause.at:
        return row
    used = row.budget - left(row, cause.at, old)
    lost = row.promised - row.budget
    budget = max(0, terms.promised - lost)
    rest = max(0, budget - used)
    due: datetime = row.due_at
    again: int | None = rest
    if row.state == "running":
        again = None
        if terms.target is not None and not row.pauses and not lost:
            due = max(terms.target, cause.at)
        else:
            due = due_after(terms.calendar, terms.promise.clock, max(cause.at, row.run_at), rest)
    changed = {**_under(row, terms), "budget": budget, "due_at": due, "rest": again}
    if (due, again) != (row.due_at, row.rest):
        changed["story"] = {**changed["story"], "changes": [*row.changes, _entry(row, changed, kind, cause)]}
    return replace(row, **changed)


def judged(row: Deadline, happened_at: datetime, now: datetime) -> Deadline:
    """Kept when it happened in time; one already missed stays missed. What stands still is in time."""
    if row.state == "missed":
        return replace(row, ended_at=happened_at)
    state: DeadlineState = "met" if row.state == "paused" or happened_at <= row.due_at else "missed"
    return replace(_stopped(row, now), state=state, ended_at=happened_at, decided_at=now)


def cancelled(row: Deadline, now: datetime) -> Deadline:
    """Nobody is owed it any more; of a missed one nobody is told any more."""
    if row.open:
        return replace(_stopped(row, now), state="cancelled", ended_at=now)
    return replace(row, ended_at=now) if row.state == "missed" and row.ended_at is None else row


def missed(row: Deadline, now: datetime) -> Deadline:
    return replace(row, state="missed", decided_at=now)


def unused(row: Deadline, now: datetime, calendar: Calendar) -> int:
    """What a cycle that resumes still has: the rest of the time when it was kept, or now."""
    if row.state == "missed":
        return 0
    return left(row, row.ended_at or now, calendar)


def told(row: Deadline, **story: Any) -> Deadline:
    return replace(row, story={**row.story, **story})


def _under(row: Deadline, terms: Terms) -> dict[str, Any]:
    """What of a row says by which terms it runs. In one piece, because a hundred thousand may change at once."""
    return {
        "clock": terms.promise.clock,
        "calendar": terms.calendar_name,
        "reckoned": terms.reckoned,
        "playbook": terms.playbook,
        "playbook_version": terms.version,
        "pause_on_hold": terms.promise.pause_on_hold,
        "promised": terms.promised,
        "story": row.story if row.variant == terms.variant else {**row.story, "variant": terms.variant},
    }


def _entry(row: Deadline, changed: Mapping[str, Any], kind: str, cause: Cause) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": kind, "at": cause.at.isoformat(), "by": cause.by, "why": cause.why}
    entry |= {"from": row.due_at.isoformat(), "to": changed["due_at"].isoformat()}
    if changed["rest"] is not None:
        entry |= {"rest_from": row.rest, "rest_to": changed["rest"]}
    if (row.playbook, row.playbook_version) != (changed["playbook"], changed["playbook_version"]):
        entry |= {"from_version": row.playbook_version, "to_version": changed["playbook_version"]}
    return entry


def _stopped(row: Deadline, now: datetime) -> Deadline:
    """Every pause that lasts ends here; what was left stays on record."""
    if not row.reasons:
        return row
    until = now.isoformat()
    return told(row, reasons=[], pauses=[p if "to" in p else p | {"to": until} for p in row.pauses])
