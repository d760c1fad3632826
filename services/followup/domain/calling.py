"""When customers may be called, and by whom. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar
from contracts.playbook.grammar import Playbook
from contracts.problems import Conflict, Invalid


def callback_hours(book: Playbook) -> Calendar:
    """The hours in which customers may be called, in the desk's time zone."""
    return hours_within(book, book.callback_hours)


def hours_within(book: Playbook, windows: Mapping[str, list[str]]) -> Calendar:
    """The hours of these windows, in the desk's time zone."""
    named = tuple((days, tuple(hours)) for days, hours in windows.items())
    holidays = book.calendar.holidays if "holiday" in windows else None
    return _calendar(book.calendar.timezone, named, holidays)


@lru_cache(maxsize=64)
def _calendar(timezone: str, windows: tuple[tuple[str, tuple[str, ...]], ...], holidays: str | None) -> Calendar:
    return Calendar(timezone=timezone, open={days: list(hours) for days, hours in windows}, holidays=holidays)


def must_be_open(hours: Calendar | None, now: datetime) -> None:
    """Raises Conflict with the next opening: nobody is called outside callback hours. None: any hour. Rule PD-06."""
    if hours and not hours.is_open(now):
        raise Conflict(
            f"customers are not called now; callback hours open again at {local(hours, hours.next_open(now))}",
            slug="outside-callback-hours",
        )


def local(hours: Calendar, at: datetime) -> str:
    """The moment as the desk's own clock shows it, RFC 3339."""
    return at.astimezone(ZoneInfo(hours.timezone)).isoformat()


def next_attempt(hours: Calendar | None, retry_after: timedelta, now: datetime, agreed: datetime | None) -> datetime:
    """When to call again: the agreed time, else ``retry_after`` from now, moved into callback hours; None: any hour.

    Raises Invalid naming ``next_at`` when the agreed time is past or outside callback hours. Rule PD-06.
    """
    if agreed is None:
        return hours.next_open(now + retry_after) if hours else now + retry_after
    if agreed <= now:
        raise Invalid("the new time is already past", errors={"next_at": "agree a time that is still to come"})
    if hours and not hours.is_open(agreed):
        opening = local(hours, hours.next_open(agreed))
        raise Invalid(
            "the new time lies outside callback hours",
            errors={"next_at": f"agree a time inside callback hours; the next opening is {opening}"},
        )
    return agreed


def owner_after(received_by: str, moves: Iterable[tuple[str, str]]) -> str:
    """Who answers for a request after all moves (previous, owner), in whatever order they arrived.

    The moves form one path from person to person; it ends with whoever received more often than gave away.
    """
    balance: Counter[str] = Counter()
    for previous, owner in moves:
        balance[owner] += 1
        balance[previous] -= 1
    return next((person for person, count in balance.items() if count > 0), received_by)


def caller(by: str, received_by: str, owner: str, worker: str | None, form: Mapping[str, object]) -> str:
    """Whom a plan names: ``receiver``, ``owner``, ``assignee`` of the order or ``form.<field>``; else the owner."""
    if by == "receiver":
        return received_by
    named = worker if by == "assignee" else form.get(by.removeprefix("form.")) if by.startswith("form.") else None
    return named if isinstance(named, str) else owner


def why_handed_over(due_at: datetime, now: datetime, shift_end: datetime | None, hours: Calendar | None) -> str | None:
    """Why the callback cannot be made before the shift ends; None when it only was not made yet. Rule PD-06."""
    if shift_end is not None and due_at >= shift_end:
        return "due after the end of the shift"
    if hours and not hours.is_open(now):
        return "outside callback hours"
    return None


def stays_with_owner(book: Playbook, line: str) -> bool:
    """Calls about what stays with its owner until solved do not move at the end of a shift. Rule TH-09."""
    known = book.lines.get(line)
    return known is not None and known.stays_with_owner
