"""The reports that business lines owe each day: what counts as one, and the chain of reminders. Rule IR-02."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from contracts.cron import next_time
from contracts.playbook import Playbook
from contracts.playbook.grammar import ExpectedReport
from services.intake.domain.days import beginning_of

HEAD = "head"


def reports_in(book: Playbook, line: str, form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(report, business line) for each expected report that a request of this line is."""
    for name, spec in book.expected_reports.items():
        value = form.get(spec.field)
        if spec.line == line and value in spec.of:
            yield name, str(value)


def role_told(book: Playbook, spec: ExpectedReport, business_line: str, escalate: str) -> str:
    """The role of a link: ``head`` is the head of that business line's department, of the desk where it is none."""
    if escalate != HEAD:
        return escalate
    department = business_line if business_line in book.departments else book.desk_department
    return book.departments[department].head


def due_on(book: Playbook, spec: ExpectedReport, day: date) -> datetime | None:
    """When the report is due on a local day, the first time if there are several; None when it is not owed that day."""
    just_before = beginning_of(book.calendar, day) - timedelta(microseconds=1)
    at = next_time(spec.cron, book.calendar.timezone, just_before)
    return at if book.calendar.local_date(at) == day else None
