"""The clocks deadlines run on, in whole microseconds. Wall time counts every second, business time a calendar's open
hours; shift time is wall time that stands still while the department has nobody on shift."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from contracts.calendar import Calendar

MICROSECOND = timedelta(microseconds=1)
HOLD, CONDITION, SHIFT = "hold", "condition", "shift"
"""Why a clock stands still; several may at once, and it runs only while there is none."""


def span(micros: int) -> timedelta:
    return timedelta(microseconds=micros)


def micros(of: timedelta) -> int:
    return of // MICROSECOND


def due_after(calendar: Calendar, clock: str, start: datetime, budget: int) -> datetime:
    """When ``budget`` microseconds will have passed on that clock."""
    return calendar.add(start, span(budget)) if clock == "business" else start + span(budget)


def passed(calendar: Calendar, clock: str, start: datetime, end: datetime) -> int:
    """Microseconds from ``start`` to ``end`` on that clock; nothing when ``end`` is not later."""
    if end <= start:
        return 0
    return micros(calendar.elapsed(start, end) if clock == "business" else end - start)


def share_of(budget: int, share: Fraction) -> int:
    """The first microsecond at which ``share`` of ``budget`` has passed: exact, never rounded down."""
    return -(-budget * share.numerator // share.denominator)


def paused_spans(pauses: Iterable[Mapping[str, Any]], until: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses as disjoint stretches in order; one that lasts ends at ``until``."""
    spans = sorted((moment(p["from"]), moment(p["to"]) if p.get("to") else until) for p in pauses)
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
