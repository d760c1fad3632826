"""Whom the care plan calls, when and how. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from contracts.calendar import Calendar
from contracts.followup import CallMeans
from contracts.playbook.care import Care, CareSegment
from contracts.playbook.forms import context
from contracts.playbook.grammar import Line, Playbook
from contracts.problems import Conflict, Invalid
from services.followup.domain.calling import callback_hours, hours_within, local
from services.followup.domain.pinned import Plan, asked

ROOT = "care_plan"
"""The moment from which the calls of the care plan run: no plan of a line, no cycle of the work."""


@dataclass(frozen=True)
class Asked:
    """A request as the care plan looks at it. ``form`` may be masked."""

    line: str
    form: Mapping[str, Any]
    severity: str | None
    tier: str | None

    def seen(self, line: Line) -> dict[str, Any]:
        form = context(line.form, self.form)
        return {"form": form, "severity": self.severity, "tier": self.tier, "line": self.line}


@dataclass(frozen=True)
class Wanted:
    """The call that a request asks for, late from ``latest`` on; ``plan`` is kept with the callback. ``due_from``:
    when it falls due if not at ``earliest``."""

    segment: str
    special: bool
    priority: int
    earliest: datetime
    latest: datetime
    plan: Plan
    due_from: datetime | None = None


def cares_for(book: Playbook, line: str) -> bool:
    """Whether requests of this line may bring a customer into the care plan."""
    return book.care is not None and any(line in segment.lines for segment in book.care.segments.values())


def wanted(book: Playbook, request: Asked, since: datetime) -> Wanted | None:
    """The call after a request confirmed at ``since``: of the first segment that fits. Rules TH-20, TH-22, TH-23."""
    line = book.lines.get(request.line)
    if book.care is None or line is None:
        return None
    seen = request.seen(line)
    for name, segment in book.care.segments.items():
        if request.line in segment.lines and (segment.when is None or segment.when.truth(seen)):
            special = book.care.special is not None and book.care.special.when.truth(seen)
            earliest, latest = window(book, book.care, segment, since, special=special)
            plan = _plan(name, segment, book.care, line, request.form, special=special)
            return Wanted(name, special, segment.priority, earliest, latest, plan)
    return None


def window(
    book: Playbook, care: Care, segment: CareSegment, since: datetime, *, special: bool
) -> tuple[datetime, datetime]:
    """The earliest and the latest moment of the call: whole days run from midnight to midnight. Rules TH-20, TH-23."""
    if special and care.special is not None:
        return since, since + care.special.within
    span = segment.window
    if not span.whole_days:
        return since + span.from_, since + span.until
    day = book.calendar.local_date(since)
    earliest = book.calendar.at_local(day + span.from_, "00:00") if span.from_ else since
    return earliest, book.calendar.at_local(day + span.until, "24:00")


def _plan(name: str, segment: CareSegment, care: Care, line: Line, form: Mapping[str, Any], *, special: bool) -> Plan:
    of_special = care.special if special else None
    questions = segment.questions | (of_special.questions if of_special else {})
    script = (of_special.script if of_special else None) or segment.script
    return Plan(
        name=name,
        label=segment.title.model_dump(),
        attempts=segment.attempts,
        retry_after=segment.retry_after,
        root=ROOT,
        keeps_open=False,
        any_hour=of_special is not None and not of_special.hours,
        questions=asked(questions, line, form),
        escalate=tuple(segment.escalate),
        means=tuple(segment.means),
        script=script.model_dump() if script else None,
        hours=of_special.hours if of_special else {},
    )


def plan_hours(plan: Plan, book: Playbook) -> Calendar | None:
    """When the customer of this plan may be called; None: at any hour. Rules PD-06, TH-23."""
    if plan.any_hour:
        return None
    return hours_within(book, plan.hours) if plan.hours else callback_hours(book)


def must_have_begun(earliest: datetime, now: datetime, hours: Calendar) -> None:
    """Raises Conflict before the window. Rule TH-20."""
    if now < earliest:
        raise Conflict(
            f"this customer is called from {local(hours, earliest)} on, not earlier; it is on the call list then",
            slug="before-the-window",
        )


def means_used(plan: Plan, said: CallMeans | None) -> CallMeans | None:
    """By what means the customer was called. Raises Invalid for others than the plan allows. Rule TH-20."""
    if not plan.means:
        if said is not None:
            raise Invalid("this is no call of the care plan", errors={"means": "leave it out"})
        return None
    if said is None and len(plan.means) == 1:
        return plan.means[0]
    if said not in plan.means:
        there = " or ".join(plan.means)
        raise Invalid(f"these customers are called by {there}", errors={"means": f"say how it was done: {there}"})
    return said


def end_of_day(book: Playbook, now: datetime) -> datetime:
    """Midnight at the end of the local day. Rule TH-22."""
    return book.calendar.at_local(book.calendar.local_date(now), "24:00")


def promised_day(book: Playbook, now: datetime, until: datetime, hours: Calendar | None) -> datetime:
    """From when the call with an answer promised ``until`` then is due: the beginning of that day, or now. Raises
    Invalid for a promise that is past, or before which nobody can be called that day. Rule TH-22."""
    if until <= now:
        raise Invalid("that moment is already past", errors={"until": "name a moment that is still to come"})
    day = max(now, book.calendar.at_local(book.calendar.local_date(until), "00:00"))
    if hours is not None and not hours.elapsed(day, until):
        remedy = f"name a moment inside callback hours; the next opening is {local(hours, hours.next_open(until))}"
        raise Invalid("nobody can be called on that day before then", errors={"until": remedy})
    return day


def told(plan: Plan) -> Plan:
    """The plan as far as it is asked of a customer who is only told that the answer takes longer. Rule TH-22."""
    return replace(
        plan, questions={name: spec.model_copy(update={"required": False}) for name, spec in plan.questions.items()}
    )


def off_norm(care: Care, seconds: int) -> int:
    """-1 for a call that was short, 1 for a long one, 0 for one about the norm. Rule TH-24."""
    off = timedelta(seconds=seconds) - care.norm
    return 0 if abs(off) <= care.margin else 1 if off > timedelta(0) else -1
