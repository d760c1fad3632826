"""Business time: a desk's opened hours, and exact arithmetic on them.

Everything is counted in whole microseconds of UTC. A window belongs to the day it starts on, so
`22:00-06:00` on Friday runs into Saturday whatever Saturday is. Which windows a day has, first
match wins: its dated exception; Monday's on a make-up working day; `holiday` on a public holiday
(closed when the calendar names none); else those of its weekday.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from contracts.open_hours import (
    MICROSECOND,
    MINUTES_A_DAY,
    WEEKDAYS,
    OpenYear,
    Windows,
    country_days,
    micros,
    moment,
    parse_clock,
    parse_days,
    parse_windows,
    to_utc,
)

FIRST_YEAR, LAST_YEAR = 1971, 2199
YEAR_STARTS = [micros(datetime(year, 1, 1, tzinfo=UTC)) for year in range(FIRST_YEAR, LAST_YEAR + 2)]
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def _clock(wall: str) -> int:
    return parse_clock(wall)


class Calendar(BaseModel):
    """When a desk is open, in its own time zone.

    `open`: days (`mon-fri`, `sat`, `holiday`) to windows (`08:00-12:00`); days not named are
    closed. `holidays`: a country (`CN`) or region (`DE-BY`) whose public holidays and make-up
    working days count. `exceptions`: windows of single dates, an empty list is closed.
    Moments must be aware and within 1971..2199, else `ValueError`; results are in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = Field(examples=["Asia/Shanghai"])
    open: dict[str, list[str]] = Field(examples=[{"mon-fri": ["08:00-12:00", "13:30-20:00"]}])
    holidays: str | None = None
    exceptions: dict[date, list[str]] = {}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no IANA time zone such as Asia/Shanghai") from error
        return name

    @field_validator("holidays")
    @classmethod
    def _known_country(cls, country: str | None) -> str | None:
        if country is not None:
            country_days(country, 2026)
        return country

    @field_validator("exceptions")
    @classmethod
    def _sound_exceptions(cls, exceptions: dict[date, list[str]]) -> dict[date, list[str]]:
        for texts in exceptions.values():
            parse_windows(texts)
        return exceptions

    @field_validator("open")
    @classmethod
    def _sound_week(cls, named: dict[str, list[str]]) -> dict[str, list[str]]:
        week = _windows_by_day(named)
        days = [week.get(day, ()) for day in WEEKDAYS]
        if not any(days):
            raise ValueError("no weekday has an opened hour")
        for index, (today, tomorrow) in enumerate(pairwise([*days, days[0]])):
            if today and tomorrow and today[-1][1] - MINUTES_A_DAY > tomorrow[0][0]:
                raise ValueError(f"the night of {WEEKDAYS[index]} overlaps the next day's windows")
        return named

    @model_validator(mode="after")
    def _holiday_windows_have_holidays(self) -> Self:
        if "holiday" in self.open and self.holidays is None:
            raise ValueError('"holiday" windows need `holidays`, a country such as CN')
        return self

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def _week(self) -> dict[str, Windows]:
        return _windows_by_day(self.open)

    @cached_property
    def _dated(self) -> dict[date, Windows]:
        return {day: parse_windows(texts) for day, texts in self.exceptions.items()}

    @cached_property
    def _years(self) -> dict[int, OpenYear]:
        return {}

    def _windows_on(self, day: date) -> Windows:
        if day in self._dated:
            return self._dated[day]
        if self.holidays is not None:
            off, made_up = country_days(self.holidays, day.year)
            if day in made_up:
                return self._week.get("mon", ())
            if day in off:
                return self._week.get("holiday", ())
        return self._week.get(WEEKDAYS[day.weekday()], ())

    def _year(self, index: int) -> OpenYear:
        year = self._years.get(index)
        if year is None:
            if not 0 <= index < len(YEAR_STARTS) - 1:
                raise ValueError(f"outside the calendar: {FIRST_YEAR} to {LAST_YEAR}")
            first, last = YEAR_STARTS[index], YEAR_STARTS[index + 1]
            # Zones reach a day beyond UTC's year, and a night window reaches one day more.
            days = range((last - first) // (ONE_DAY // MICROSECOND) + 5)
            start = date(FIRST_YEAR + index, 1, 1) - 3 * ONE_DAY
            zone = self._zone
            year = OpenYear.of(
                (
                    (to_utc(zone, day, opens), to_utc(zone, day, closes))
                    for day in (start + step * ONE_DAY for step in days)
                    for opens, closes in self._windows_on(day)
                ),
                first,
                last,
            )
            self._years[index] = year
        return year

    def is_open(self, at: datetime) -> bool:
        """Whether the desk is open at `at`; a window includes its start, not its end."""
        point = micros(at)
        year = self._year(bisect_right(YEAR_STARTS, point) - 1)
        index = bisect_right(year.starts, point) - 1
        return index >= 0 and point < year.ends[index]

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The first moment by which `working` opened time has passed since `start`.

        With nothing to wait for it is `start` itself; a negative span is a `ValueError`.
        """
        point, rest = micros(start), working // MICROSECOND
        if rest <= 0:
            if rest < 0:
                raise ValueError(f"business time runs forward only, not {working}")
            return moment(point)
        index = bisect_right(YEAR_STARTS, point) - 1
        year = self._year(index)
        rest += year.worked_until(point)
        while rest > year.worked[-1]:
            rest -= year.worked[-1]
            index += 1
            year = self._year(index)
        stretch = bisect_left(year.worked, rest) - 1
        return moment(year.starts[stretch] + rest - year.worked[stretch])

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Opened time from `start` to `end`; nothing when `end` is not later."""
        first, last = micros(start), micros(end)
        if last <= first:
            return timedelta(0)
        index, last_index = (bisect_right(YEAR_STARTS, point) - 1 for point in (first, last))
        worked = -self._year(index).worked_until(first)
        for full in range(index, last_index):
            worked += self._year(full).total
        return timedelta(microseconds=worked + self._year(last_index).worked_until(last))

    def next_open(self, at: datetime) -> datetime:
        """`at` itself when open, else the next opening."""
        point = micros(at)
        index = bisect_right(YEAR_STARTS, point) - 1
        while True:
            year = self._year(index)
            stretch = bisect_right(year.ends, point)
            if stretch < len(year.ends):
                return moment(max(point, year.starts[stretch]))
            index += 1

    def next_time(self, at: datetime, wall: str) -> datetime:
        """The next moment strictly after `at` when the desk's clock shows `wall` (`20:00`).

        A skipped time moves to the first moment after the gap; a repeated one counts once.
        """
        minutes, point = _clock(wall), micros(at)
        day = self.local_date(at) - ONE_DAY
        while (found := to_utc(self._zone, day, minutes)) <= point:
            day += ONE_DAY
        return moment(found)

    def local_date(self, at: datetime) -> date:
        """The date on the desk's own wall at `at`."""
        return moment(micros(at)).astimezone(self._zone).date()

    def at_local(self, day: date, wall: str) -> datetime:
        """When the desk's clock shows `wall` (`00:00` to `24:00`) on `day`.

        A skipped time is the first moment after the gap; of a repeated one, the first.
        """
        return moment(to_utc(self._zone, day, _clock(wall)))

    def hours_on(self, day: date) -> tuple[datetime, datetime] | None:
        """First opening and last close of the windows that begin on `day`; None when it has none."""
        windows = self._windows_on(day)
        if not windows:
            return None
        return moment(to_utc(self._zone, day, windows[0][0])), moment(to_utc(self._zone, day, windows[-1][1]))

    def closed_stretches(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The closed stretches between `start` and `end`, in order, to explain a due time."""
        first, last = micros(start), micros(end)
        closed: list[tuple[int, int]] = []
        shut_since = first
        for index in range(bisect_right(YEAR_STARTS, first) - 1, bisect_right(YEAR_STARTS, last)):
            year = self._year(index)
            stretch = bisect_right(year.ends, shut_since)
            while stretch < len(year.starts) and year.starts[stretch] < last:
                if year.starts[stretch] > shut_since:
                    closed.append((shut_since, year.starts[stretch]))
                shut_since = year.ends[stretch]
                stretch += 1
        if shut_since < last:
            closed.append((shut_since, last))
        return [(moment(opens), moment(closes)) for opens, closes in closed]


def _windows_by_day(named: dict[str, list[str]]) -> dict[str, Windows]:
    week: dict[str, Windows] = {}
    for key, texts in named.items():
        for day in parse_days(key):
            if day in week:
                raise ValueError(f"{day} is named twice")
            week[day] = parse_windows(texts)
    return week
