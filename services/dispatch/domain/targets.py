"""Due times that are no span: the end of this working day, next Monday 09:00, the 26th. All in the desk's local time.

A target depends on the moment it counts from only, so that it is the same whoever asks and whenever. Local times that
the clocks skip are the first moment after the gap; of repeated ones the first counts.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar
from contracts.open_hours import WEEKDAYS
from contracts.playbook.promises import Target

ONE_DAY = timedelta(days=1)
MIDNIGHT = "00:00"


def target_due(target: Target, start: datetime, calendar: Calendar, facts: Mapping[str, Any]) -> datetime | None:
    """When the target is, counted from ``start``; always later than it, but for a ``moment``, which may be past.

    None while the form or record that says the moment does not say it yet. ``facts`` is what CEL reads.
    """
    if target.moment is not None:
        return _said(target.moment.evaluate(facts), calendar)
    if target.end_of is not None:
        return _end_of(target.end_of, start, calendar)
    if target.next is not None:
        return calendar.at_local(_next_weekday(target.next, calendar.local_date(start)), str(target.at))
    if target.day_of_month is not None:
        return _day_of_month(target.day_of_month, str(target.at), start, calendar)
    return _working_days(target.working_days or 1, target.at, start, calendar)


def _end_of(span: str, start: datetime, calendar: Calendar) -> datetime:
    today = calendar.local_date(start)
    if span == "working_day":
        return _close_after(start, calendar)
    if span == "week":
        today += (6 - today.weekday()) * ONE_DAY
    elif span == "month":
        today = today.replace(day=monthrange(today.year, today.month)[1])
    return calendar.at_local(today + ONE_DAY, MIDNIGHT)


def _close_after(start: datetime, calendar: Calendar) -> datetime:
    """The close of the working day that ``start`` lies in, a night's windows included; else of the next one."""
    day = calendar.local_date(start) - ONE_DAY
    while True:
        hours = calendar.hours_on(day)
        if hours is not None and hours[1] > start:
            return hours[1]
        day += ONE_DAY


def _next_weekday(name: str, today: date) -> date:
    return today + ((WEEKDAYS.index(name) - today.weekday() - 1) % 7 + 1) * ONE_DAY


def _day_of_month(wanted: int, at: str, start: datetime, calendar: Calendar) -> datetime:
    """In a month that is shorter its last day."""
    month = calendar.local_date(start).replace(day=1)
    while True:
        day = month.replace(day=min(wanted, monthrange(month.year, month.month)[1]))
        due = calendar.at_local(day, at)
        if due > start:
            return due
        month = (month + timedelta(days=31)).replace(day=1)


def _working_days(count: int, at: str | None, start: datetime, calendar: Calendar) -> datetime:
    """The ``count``-th working day after the day of ``start``."""
    day = calendar.local_date(start)
    while count:
        day += ONE_DAY
        count -= calendar.hours_on(day) is not None
    if at == "close":
        hours = calendar.hours_on(day)
        assert hours is not None
        return hours[1]
    if at is not None:
        return calendar.at_local(day, at)
    zone = ZoneInfo(calendar.timezone)
    wall = start.astimezone(zone).time()
    whole = calendar.at_local(day, f"{wall:%H:%M}")
    return whole + timedelta(seconds=wall.second, microseconds=wall.microsecond)


def _said(value: Any, calendar: Calendar) -> datetime | None:
    """A time, or a date, which is over at its local midnight."""
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) == len("2026-11-21") else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(calendar.timezone))
    if isinstance(value, date):
        return datetime.combine(value + ONE_DAY, time(), ZoneInfo(calendar.timezone))
    return None
