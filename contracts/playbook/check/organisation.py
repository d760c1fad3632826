"""The desk itself: departments, roles, posts, permissions, hours, prices."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pydantic import ValidationError

from contracts.calendar import Calendar
from contracts.open_hours import MINUTES_A_DAY, WEEKDAYS, Windows, country_days, parse_days, parse_windows
from contracts.playbook.check.names import RESERVED, Finding, known, people, permissions, twice, unknown
from contracts.playbook.grammar import Playbook

ONE_DAY = timedelta(days=1)


def organisation_findings(book: Playbook) -> Iterator[Finding]:
    for part in (_departments, _roles, _permissions, _hours, _prices):
        yield from part(book)


def _departments(book: Playbook) -> Iterator[Finding]:
    if book.desk_department not in book.departments:
        yield "desk_department", unknown("department", book.desk_department, book.departments)
    for name, department in book.departments.items():
        if department.head not in book.roles:
            yield f"departments.{name}.head", unknown("role", department.head, book.roles)
        if department.calendar is not None and department.calendar not in book.calendars:
            remedy = "add it to 'calendars', or leave it out for the desk's own"
            yield f"departments.{name}.calendar", unknown("calendar", department.calendar, book.calendars, remedy)


def _roles(book: Playbook) -> Iterator[Finding]:
    for name in book.roles:
        if name in RESERVED:
            yield f"roles.{name}", f"'{name}' means somebody already; give the role another name"
    for name, post in book.posts.items():
        if post.role not in book.roles:
            yield f"posts.{name}.role", unknown("role", post.role, book.roles)
    if book.posts and not any(post.desk for post in book.posts.values()):
        yield "posts", "none has desk: true, so that nobody would answer for the open orders of the desk"
    lists: Mapping[str, list[str]] = {
        "desk_roles": book.desk_roles,
        "managers": book.managers,
        "personal_data_read_by": book.personal_data_read_by,
        "cash.drawer_roles": book.cash.drawer_roles,
        "cash.collector_roles": book.cash.collector_roles,
        "cash.refund_approvers": book.cash.refund_approvers,
        "cash.correction_roles": book.cash.correction_roles,
        "handover.released_by": book.handover.released_by,
    }
    for path, roles in lists.items():
        yield from people(path, roles, book)
    for path in ("desk_roles", "managers"):
        if not lists[path]:
            yield path, "names nobody; name at least one role"
    if book.handover.unrelieved_to not in book.roles:
        yield "handover.unrelieved_to", unknown("role", book.handover.unrelieved_to, book.roles)
    yield from twice("cash.methods", "methods", book.cash.methods)
    yield from twice("cash.drawers", "drawers", book.cash.drawers)


def _permissions(book: Playbook) -> Iterator[Finding]:
    there_are = permissions()
    for key, roles in book.permissions.items():
        if key not in there_are:
            alike = [each for each in there_are if each.rpartition(".")[0] == key.rpartition(".")[0]]
            remedy = "write <service>.<command> or qry.<service>.<view>"
            yield f"permissions.{key}", unknown("command or view", key, alike, remedy)
        yield from known(f"permissions.{key}", "role", roles, book.roles)


def _hours(book: Playbook) -> Iterator[Finding]:
    holidays = book.calendar.holidays if "holiday" in book.callback_hours else None
    try:
        Calendar(timezone=book.calendar.timezone, open=book.callback_hours, holidays=holidays)
    except ValidationError as error:
        for each in error.errors():
            yield "callback_hours", each["msg"].removeprefix("Value error, ")
    for path, calendar in {
        "calendar": book.calendar,
        **{f"calendars.{k}": v for k, v in book.calendars.items()},
    }.items():
        for day, message in _nights(calendar):
            yield f"{path}.exceptions.{day.isoformat()}", message


def _nights(calendar: Calendar) -> Iterator[tuple[date, str]]:
    """Nights that run into windows of the next day where one of the two has an exception."""
    for day in calendar.exceptions:
        for first in (day - ONE_DAY, day):
            tonight, tomorrow = _windows(calendar, first), _windows(calendar, first + ONE_DAY)
            if tonight and tomorrow and tonight[-1][1] - MINUTES_A_DAY > tomorrow[0][0]:
                yield day, f"the night of {first} overlaps the windows of {first + ONE_DAY}"


def _windows(calendar: Calendar, day: date) -> Windows:
    if day in calendar.exceptions:
        return parse_windows(calendar.exceptions[day])
    name = WEEKDAYS[day.weekday()]
    if calendar.holidays is not None:
        off, made_up = country_days(calendar.holidays, day.year)
        name = "mon" if day in made_up else "holiday" if day in off else name
    return next((parse_windows(texts) for key, texts in calendar.open.items() if name in parse_days(key)), ())


def _prices(book: Playbook) -> Iterator[Finding]:
    for name, item in book.prices.items():
        if item.amount.currency != book.currency:
            yield f"prices.{name}.amount", f"the desk's currency is {book.currency}"
        if not item.receipt and item.no_receipt_reason is None:
            yield f"prices.{name}.no_receipt_reason", "is missing; say why there is no receipt"
