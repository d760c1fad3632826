"""The desk's local days as moments."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar

LONGEST_DAY = timedelta(hours=26)
"""A day with the clock set back, and more."""


def start_of_day(calendar: Calendar, now: datetime) -> datetime:
    """The moment the desk's local day of ``now`` began."""
    begun = calendar.next_time(now - LONGEST_DAY, "00:00")
    while (following := calendar.next_time(begun, "00:00")) <= now:
        begun = following
    return begun


def beginning_of(calendar: Calendar, day: date) -> datetime:
    """The first moment of a local day."""
    return start_of_day(calendar, datetime.combine(day, time(12), ZoneInfo(calendar.timezone)))
