"""The desk's own days."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar


def local_day(calendar: Calendar, day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and that of the next."""
    zone = ZoneInfo(calendar.timezone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
