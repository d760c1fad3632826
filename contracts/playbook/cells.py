"""The cells of decision tables, read by the type of their input: ``standard``, ``none``, ``"<= 48h"``, ``"48h..7d"``.

Ordered inputs compare as exact numbers: whole numbers as they are, money as its decimal amount, durations as whole
microseconds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from contracts.durations import parse_duration
from contracts.money import Money
from contracts.playbook.decisions import DecisionInput, InputType

Value = str | bool | int | Money | timedelta | None
"""What an input may be, by type: choice, boolean, integer, money, duration; None for an optional one that is absent."""

Number = int | Decimal
NONE = "none"
ORDERED = frozenset({"integer", "money", "duration"})
COMPARED = re.compile(r"^(<=|>=|<|>)\s*(\S.*)$")
RANGE = re.compile(r"^(\S+)\s*\.\.\s*(\S+)$")
AMOUNT = re.compile(r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$", re.ASCII)
INTEGER = re.compile(r"^-?[0-9]{1,18}$", re.ASCII)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from ``low`` to ``high``; None is without end, ``above`` and ``below`` leave the end itself out."""

    low: Number | None = None
    high: Number | None = None
    above: bool = False
    below: bool = False

    def holds(self, number: Number) -> bool:
        if self.low is not None and (number < self.low or (self.above and number == self.low)):
            return False
        return self.high is None or (number <= self.high and not (self.below and number == self.high))


@dataclass(frozen=True, slots=True)
class Match:
    """What a cell matches: absence, single values, spans of numbers."""

    none: bool
    values: frozenset[str | bool]
    spans: tuple[Span, ...]

    def holds(self, value: Value) -> bool:
        if value is None:
            return self.none
        if isinstance(value, bool | str):
            return value in self.values
        number = number_of(value)
        return any(span.holds(number) for span in self.spans)


def number_of(value: int | Money | timedelta) -> Number:
    """The number by which an ordered value compares."""
    if isinstance(value, Money):
        return value.amount
    return value // MICROSECOND if isinstance(value, timedelta) else value


def read_cell(cell: Sequence[bool | int | str], of: DecisionInput) -> Match:
    """Raises ValueError that says what this input takes."""
    none, values, spans = False, set(), []
    if not cell:
        raise ValueError("matches nothing; name at least one value, or leave the input out to match anything")
    for part in cell:
        if part == NONE and of.optional:
            none = True
        elif of.type in ORDERED:
            spans.append(_span(part, of.type))
        else:
            values.add(_value(part, of))
    return Match(none, frozenset(values), tuple(spans))


def _value(part: bool | int | str, of: DecisionInput) -> str | bool:
    if of.type == "boolean":
        if isinstance(part, bool):
            return part
        raise ValueError(f"{part!r} is neither true nor false{_unless_optional(part)}")
    if isinstance(part, str) and part in of.choices:
        return part
    quoted = "" if isinstance(part, str) else "; put it in quotes if it is one of them"
    raise ValueError(f"{part!r} is none of the choices {', '.join(of.choices)}{quoted}{_unless_optional(part)}")


def _unless_optional(part: bool | int | str) -> str:
    return "; only an optional input may be none" if part == NONE else ""


def _span(part: bool | int | str, kind: InputType) -> Span:
    if isinstance(part, str):
        if found := COMPARED.match(part.strip()):
            number = _number(found[2], kind)
            above, below = found[1] == ">", found[1] == "<"
            return Span(low=number, above=above) if found[1][0] == ">" else Span(high=number, below=below)
        if found := RANGE.match(part.strip()):
            low, high = _number(found[1], kind), _number(found[2], kind)
            if low > high:
                raise ValueError(f"{part!r} ends before it begins; write the smaller value first")
            return Span(low, high)
    number = _number(part, kind)
    return Span(number, number)


RIGHT = {
    "integer": "a whole number such as 3",
    "money": "an amount such as 12.50, in quotes and without the currency",
    "duration": "a duration such as 48h or 7d",
}


def _number(part: bool | int | str, kind: InputType) -> Number:
    if isinstance(part, int) and not isinstance(part, bool) and kind != "duration" and abs(part) < 10**18:
        return part
    text = part.strip() if isinstance(part, str) else ""
    if kind == "integer" and INTEGER.match(text):
        return int(text)
    if kind == "money" and AMOUNT.match(text):
        return Decimal(text)
    if kind == "duration":
        try:
            return parse_duration(text) // MICROSECOND
        except ValueError:
            pass
    said = f"{part!r} is no {kind}: write {RIGHT[kind]}, or a range: '<= x', '< x', '>= x', '> x', 'x..y'"
    raise ValueError(said + _unless_optional(part))


def write_value(value: Value) -> str:
    """A value as people read it: ``standard``, ``true``, ``12.50 CNY``, ``48:00:01`` (hours, minutes, seconds)."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, timedelta):
        return str(value)
    seconds, micros = divmod(value // MICROSECOND, 10**6)
    minutes, second = divmod(seconds, 60)
    fraction = f".{micros:06d}" if micros else ""
    return f"{minutes // 60}:{minutes % 60:02d}:{second:02d}{fraction}"
