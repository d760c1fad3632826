"""Durations as playbooks write them: `90s`, `20m`, `1h30m`, `3d`, `2w`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
PATTERN = "^(?=.)" + "".join(f"([0-9]{{1,7}}{unit})?" for unit in UNITS) + "$"
LONGEST = timedelta(days=36_525)
RIGHT = "write whole numbers with w, d, h, m or s, largest first, such as 20m, 1h30m or 3d"


def parse_duration(text: str) -> timedelta:
    """Read `1h30m` as a time span of whole seconds; raises `ValueError` that says what is right."""
    found = re.fullmatch(PATTERN, text, re.ASCII)
    if not found:
        raise ValueError(f"{text[:40]!r} is no duration: {RIGHT}")
    span = timedelta(seconds=sum(int(part[:-1]) * UNITS[part[-1]] for part in found.groups() if part))
    if span > LONGEST:
        raise ValueError(f"{text[:40]!r} is longer than a hundred years")
    return span


def format_duration(span: timedelta) -> str:
    """Write `span` in the shortest playbook form (`90m` becomes `1h30m`).

    Raises `ValueError` for a negative span or one with a fraction of a second.
    """
    if span < timedelta(0) or span.microseconds:
        raise ValueError(f"{span} is no duration: whole seconds, not negative")
    rest = span.days * UNITS["d"] + span.seconds
    parts = []
    for unit, seconds in UNITS.items():
        count, rest = divmod(rest, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def _read(value: Any) -> timedelta:
    if isinstance(value, str):
        return parse_duration(value)
    if isinstance(value, timedelta):
        format_duration(value)
        return value
    raise ValueError(f"{value!r} is no duration: {RIGHT}")


Duration = Annotated[
    timedelta,
    BeforeValidator(_read),
    PlainSerializer(format_duration, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["20m", "1h30m"]}),
]
"""A pydantic field: `timedelta` in Python, playbook text in JSON."""
