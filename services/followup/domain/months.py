"""Calendar months and days on the site's own clock. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.playbook.grammar import Playbook

ONE_DAY = timedelta(days=1)
LONGEST_MONTH = timedelta(days=31)


def day_of(book: Playbook, at: datetime) -> date:
    return at.astimezone(ZoneInfo(book.calendar.timezone)).date()


def month_of(book: Playbook, at: datetime) -> str:
    """``2026-11``."""
    return f"{day_of(book, at):%Y-%m}"


def day_span(book: Playbook, day: date) -> tuple[datetime, datetime]:
    """From its first moment until before the first moment of the next."""
    return _midnight(book, day), _midnight(book, day + ONE_DAY)


def month_span(book: Playbook, month: str) -> tuple[datetime, datetime]:
    first = date.fromisoformat(f"{month}-01")
    return _midnight(book, first), _midnight(book, date.fromisoformat(f"{after(month)}-01"))


def after(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return f"{first + LONGEST_MONTH:%Y-%m}"


def before(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return f"{first - ONE_DAY:%Y-%m}"


def _midnight(book: Playbook, day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(book.calendar.timezone))
