"""Opened windows of a calendar: reading them, and one UTC year of them ready to be searched."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import holidays as public_holidays

MINUTES_A_DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Windows = tuple[tuple[int, int], ...]
"""Minutes from local midnight, start before end, sorted; an end past 1440 is the next day."""


def micros(at: datetime) -> int:
    """Microseconds from 1970 to the aware moment `at`; `ValueError` when it has no offset."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    """The UTC moment `at` microseconds after 1970."""
    return EPOCH + timedelta(microseconds=at)


def parse_clock(text: str) -> int:
    """Read `HH:MM`, `00:00` to `24:00`, as minutes from local midnight."""
    found = re.fullmatch(r"([0-2][0-9]):([0-5][0-9])", text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else MINUTES_A_DAY + 1
    if minutes > MINUTES_A_DAY:
        raise ValueError(f'{text!r} is no time of day: write "08:00", at most "24:00"')
    return minutes


def parse_windows(texts: Iterable[str]) -> Windows:
    """Read `["08:00-12:00", "22:00-06:00"]`; refuses empty and overlapping windows."""
    windows = []
    for text in texts:
        first, dash, last = text.partition("-")
        if not dash:
            raise ValueError(f'{text!r} is no window: write "08:00-12:00"')
        start, end = parse_clock(first), parse_clock(last)
        if start in (end, MINUTES_A_DAY):
            raise ValueError(f'{text!r} is empty: a whole day is "00:00-24:00"')
        windows.append((start, end if end > start else end + MINUTES_A_DAY))
    windows.sort()
    if any(earlier[1] > later[0] for earlier, later in pairwise(windows)):
        raise ValueError(f"windows overlap: {', '.join(texts)}")
    return tuple(windows)


def parse_days(key: str) -> tuple[str, ...]:
    """Read `mon`, `mon-fri`, `sat-mon` or `holiday` as the days it names."""
    if key == "holiday":
        return (key,)
    first, dash, last = key.partition("-")
    if first not in WEEKDAYS or (last if dash else first) not in WEEKDAYS:
        raise ValueError(f'{key!r} names no days: write "mon", "mon-fri" or "holiday"')
    start = WEEKDAYS.index(first)
    count = (WEEKDAYS.index(last) - start) % 7 + 1 if dash else 1
    return tuple(WEEKDAYS[(start + step) % 7] for step in range(count))


@lru_cache(maxsize=1024)
def country_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays and make-up working days of `year`; country `CN`, or `DE-BY` with a region.

    Raises `ValueError` for a country or region the library does not know.
    """
    code, _, region = country.partition("-")
    try:
        # A make-up day can belong to a holiday of the year after or before it.
        found = public_holidays.country_holidays(code, subdiv=region or None, years=(year - 1, year, year + 1))
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {country!r}") from error
    workdays = frozenset(day for day in found.weekend_workdays if day.year == year)
    return frozenset(day for day in found if day.year == year) - workdays, workdays


def to_utc(zone: ZoneInfo, day: date, minutes: int) -> int:
    """Microseconds of local `minutes` after midnight of `day`; order is kept across DST.

    A time the clocks skip is the first moment after the gap; of a repeated time, the first.
    """
    local = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    aware = local.replace(tzinfo=zone)
    utc = micros(aware)
    if moment(utc).astimezone(zone).replace(tzinfo=None) == local:
        return utc
    before, after = micros(aware.replace(fold=1)), utc
    offset = moment(before).astimezone(zone).utcoffset()
    while after - before > 1_000_000:
        middle = (before + after) // 2_000_000 * 1_000_000
        if moment(middle).astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


@dataclass(frozen=True, slots=True)
class OpenYear:
    """One UTC year's opened stretches, disjoint and sorted, in microseconds since 1970.

    `worked[i]` is what is open before stretch `i`; its last item is the year's total.
    """

    starts: list[int]
    ends: list[int]
    worked: list[int]

    @classmethod
    def of(cls, stretches: Iterable[tuple[int, int]], first: int, last: int) -> OpenYear:
        """Cut `stretches` to `first`..`last` and join those that touch or overlap."""
        starts: list[int] = []
        ends: list[int] = []
        for begin, finish in sorted(stretches):
            start, end = max(begin, first), min(finish, last)
            if start >= end:
                continue
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        return cls(starts, ends, list(accumulate(lengths, initial=0)))

    @property
    def total(self) -> int:
        """Open microseconds of the year."""
        return self.worked[-1]

    def worked_until(self, at: int) -> int:
        """Open microseconds of the year before `at`."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0
        return self.worked[index] + min(at, self.ends[index]) - self.starts[index]
