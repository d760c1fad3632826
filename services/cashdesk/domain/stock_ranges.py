"""Serial ranges: sets of serial numbers, split and merged without ever counting them out one by one.

A serial is a *series* and a number: ``AB0042X`` is number 42 of the series ``AB{4}X``. The series holds the length, so
that ``AB042X`` is another one. Numbers have 18 digits at most and fit a 64-bit column; further digits to the left
belong to the series, as those of an ICCID do.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.cashdesk import SerialRange
from contracts.problems import Invalid

DIGITS = 18
_SERIAL = re.compile(r"^(.*?)(\d{1,18})(\D*)$")
_SERIES = re.compile(r"^(.*)\{(\d+)\}(.*)$")


@dataclass(frozen=True, order=True, slots=True)
class Range:
    """Numbers ``first`` to ``last`` of a series, both included."""

    series: str
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


Ranges = tuple[Range, ...]
"""In order, without overlaps, adjacent ones merged: the one way to write a set of serials."""


def parse_serial(serial: str) -> tuple[str, int]:
    """Series and number. Raises ValueError for a text without digits."""
    found = _SERIAL.match(serial)
    if found is None:
        raise ValueError(f"'{serial}' has no number")
    before, digits, after = found.groups()
    return f"{before}{{{len(digits)}}}{after}", int(digits)


def write_serial(series: str, number: int) -> str:
    found = _SERIES.match(series)
    if found is None:
        raise ValueError(f"'{series}' is no series")
    return f"{found[1]}{number:0{int(found[2])}d}{found[3]}"


def parse_range(first: str, last: str | None = None) -> Range:
    """Raises ValueError when the two ends cannot belong to one range."""
    series, number = parse_serial(first)
    other, end = (series, number) if last is None else parse_serial(last)
    if series != other:
        raise ValueError(f"'{first}' and '{last}' differ in more than their last {DIGITS} digits")
    if end < number:
        raise ValueError(f"'{last}' comes before '{first}'")
    return Range(series, number, end)


def join(ranges: Iterable[Range]) -> Ranges:
    """The union, merged."""
    out: list[Range] = []
    for each in sorted(ranges):
        before = out[-1] if out else None
        if before is not None and before.series == each.series and each.first <= before.last + 1:
            out[-1] = Range(each.series, before.first, max(before.last, each.last))
        else:
            out.append(each)
    return tuple(out)


def subtract(these: Iterable[Range], those: Iterable[Range]) -> Ranges:
    """What is in ``these`` and not in ``those``."""
    out: list[Range] = []
    cuts = join(those)
    for each in join(these):
        rest = each.first
        for cut in cuts:
            if cut.series == each.series and cut.last >= rest and cut.first <= each.last:
                if cut.first > rest:
                    out.append(Range(each.series, rest, cut.first - 1))
                rest = cut.last + 1
        if rest <= each.last:
            out.append(Range(each.series, rest, each.last))
    return tuple(out)


def intersect(these: Iterable[Range], those: Iterable[Range]) -> Ranges:
    """What is in both."""
    mine = join(these)
    return subtract(mine, subtract(mine, those))


def count(ranges: Iterable[Range]) -> int:
    return sum(map(len, ranges))


def of_numbers(series: str, numbers: Iterable[int]) -> Ranges:
    """The set of single numbers of a series."""
    return join(Range(series, number, number) for number in numbers)


def read_ranges(said: Sequence[SerialRange], path: str, most: int) -> Ranges:
    """What a message named. Raises Invalid naming the range that is none, or is named twice, or is too much."""
    out: list[Range] = []
    for index, each in enumerate(said):
        place = f"{path}.{index}"
        try:
            found = parse_range(each.first, each.last)
        except ValueError as error:
            raise Invalid(
                "not a range of serials", errors={place: f"{error}; write first and last of one range"}
            ) from error
        double = intersect(out, [found])
        if double:
            raise Invalid(f"{say(double)} is named twice", errors={place: "name each serial once"})
        out.append(found)
        if count(out) > most:
            raise Invalid(f"more than {most} pieces at once", errors={place: "send several messages"})
    return join(out)


def write_ranges(ranges: Iterable[Range]) -> list[SerialRange]:
    """As messages and views have them."""
    return [
        SerialRange(
            first=write_serial(each.series, each.first),
            last=write_serial(each.series, each.last) if len(each) > 1 else None,
        )
        for each in ranges
    ]


def say(ranges: Iterable[Range], most: int = 5) -> str:
    """A few of them in words: ``A0001 to A0020, A0031 and 3 ranges more``."""
    every = list(ranges)
    words = []
    for each in every[:most]:
        first, last = write_serial(each.series, each.first), write_serial(each.series, each.last)
        words.append(first if len(each) == 1 else f"{first} to {last}")
    more = f" and {len(every) - most} ranges more" if len(every) > most else ""
    return ", ".join(words) + more
