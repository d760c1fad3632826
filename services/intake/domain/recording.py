"""What may be recorded, and what is read aloud: line, channel, severity, time, form."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from contracts.calendar import FIRST_YEAR
from contracts.intake import ReadBackLine
from contracts.playbook import Line, Playbook
from contracts.problems import Invalid, NotFound

EARLIEST = datetime(FIRST_YEAR + 1, 1, 1, tzinfo=UTC)
"""Deadlines may start when it happened, and business time is counted from here on."""


def line_of(book: Playbook, name: str) -> Line:
    """The service line. Raises NotFound naming the lines there are, Invalid for one of parts of orders only."""
    line = book.lines.get(name)
    offered = ", ".join(other for other, each in book.lines.items() if not each.internal)
    if line is None:
        raise NotFound(f"this desk has no line '{name}'; its lines are {offered}", errors={"line": f"one of {offered}"})
    if line.internal:
        raise Invalid(
            f"'{name}' is for parts of split orders; nobody comes to the desk for it",
            errors={"line": f"one of {offered}; parts are made with dispatch.split_order"},
        )
    return line


def channel_of(line: Line, channel: str) -> str:
    """The way it came in. Raises Invalid naming the ways this line has. Rule PC-01."""
    if line.channels and channel not in line.channels:
        known = ", ".join(line.channels)
        raise Invalid(f"nothing of this line comes in by '{channel}'", errors={"channel": f"one of {known}"})
    return channel


def severity_of(line: Line, asked: str | None) -> str | None:
    """The severity asked for, or the line's first. Raises Invalid for one the line does not have, and where it must
    be said and is not. Rule PC-01."""
    if asked is None and line.severity_required:
        known = f"one of {', '.join(line.severities)}"
        raise Invalid("say how serious it is", errors={"severity": f"required: {known}"})
    if asked is None:
        return line.severities[0] if line.severities else None
    if asked not in line.severities:
        known = f"one of {', '.join(line.severities)}" if line.severities else "leave it out; this line has none"
        raise Invalid(f"severity '{asked}' is unknown on this line", errors={"severity": known})
    return asked


def happened(at: datetime | None, now: datetime) -> datetime:
    """When it happened: now unless told otherwise, never in the future, never before calendars begin."""
    if at is None:
        return now
    if at > now:
        raise Invalid("it cannot have happened in the future", errors={"happened_at": "give a time that has passed"})
    if at < EARLIEST:
        raise Invalid("no calendar reaches that far back", errors={"happened_at": f"give a time since {EARLIEST.year}"})
    return at


def read_back(line: Line, form: Mapping[str, Any]) -> list[ReadBackLine]:
    """What the clerk reads aloud, in the form's order: the whole form, or the fields the line names; empty where it
    asks for none. Rules HK-02, PD-01, PD-16."""
    if line.read_back is False:
        return []
    return [
        ReadBackLine(
            field=name,
            zh=spec.title.zh if spec.title else name,
            en=spec.title.en if spec.title else name,
            value=_aloud(form[name]),
        )
        for name, spec in line.form.items()
        if name in form and (line.read_back is True or name in line.read_back)
    ]


def _aloud(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"{value.get('amount')} {value.get('currency')}"
    return str(value)
