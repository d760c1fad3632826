"""A month to be planned: who there is, which shifts there are, what has to be kept.

Days are local dates of the site. Moments are whole minutes of UTC since 1970, so that a shift over a change of the
clock has the length it really has; ``Month.at`` turns a local time of a day into one.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from contracts.open_hours import WEEKDAYS, country_days, to_utc
from contracts.playbook.planning import Planning

ONE_DAY = timedelta(days=1)
MINUTE = 60_000_000
WEEK = 7


def minutes(span: timedelta) -> int:
    """Whole minutes of a span."""
    return span // timedelta(minutes=1)


@dataclass(frozen=True)
class Month:
    """The month that begins on ``first``, in the zone ``timezone``; ``holidays``: a country or region such as CN."""

    first: date
    timezone: str = "UTC"
    holidays: str | None = None

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All dates of the month, in order."""
        count = monthrange(self.first.year, self.first.month)[1]
        return tuple(self.first + step * ONE_DAY for step in range(count))

    def at(self, day: date, wall: int) -> int:
        """The moment that is ``wall`` minutes from midnight by the site's clock on ``day``; 1440 is the next day."""
        return to_utc(self._zone, day, wall) // MINUTE

    def kind(self, day: date) -> str:
        """``mon`` to ``sun``, or ``holiday``; a make-up working day is a Monday."""
        if self.holidays is not None:
            off, made_up = country_days(self.holidays, day.year)
            if day in made_up:
                return WEEKDAYS[0]
            if day in off:
                return "holiday"
        return WEEKDAYS[day.weekday()]

    @cached_property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """The month's days by week, Monday to Sunday; the first and the last may be cut off."""
        found: dict[date, list[date]] = {}
        for day in self.days:
            found.setdefault(monday(day), []).append(day)
        return tuple(map(tuple, found.values()))


def monday(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - day.weekday() * ONE_DAY


@dataclass(frozen=True)
class Pattern:
    """A shift as it is worked: ``starts`` and ``ends`` are minutes from midnight, ``ends`` past 1440 the next day.
    ``offered``: may be proposed; else only shifts decided before have these times."""

    name: str
    starts: int
    ends: int
    posts: tuple[str, ...]
    night: bool = False
    offered: bool = True

    @property
    def length(self) -> int:
        """Minutes by the clock."""
        return self.ends - self.starts


@dataclass(frozen=True)
class Person:
    """Somebody who can be planned for ``posts``. ``weekly``: minutes of a full week where they differ from the desk's.
    ``weekends``, ``nights``: shifts of earlier months that fairness shall count."""

    actor: str
    name: str
    posts: frozenset[str]
    skills: frozenset[str] = frozenset()
    weekly: int | None = None
    weekends: int = 0
    nights: int = 0


@dataclass(frozen=True, order=True)
class Shift:
    """``person`` works ``pattern`` at ``post``; the shift belongs to the ``day`` it begins on."""

    day: date
    person: str
    pattern: str
    post: str


@dataclass(frozen=True)
class PastShift:
    """A shift from before the month, from moment to moment."""

    person: str
    day: date
    starts: int
    ends: int
    post: str | None = None


@dataclass(frozen=True)
class Wish:
    """Off on ``day``, or, when ``off`` is false, a shift of that ``pattern`` and ``post`` as far as they are named."""

    person: str
    day: date
    off: bool = True
    pattern: str | None = None
    post: str | None = None
    weight: int = 1


@dataclass(frozen=True)
class Problem:
    """All that a proposal is made from. ``absent``: person and day. ``fixed``: shifts that are decided already."""

    site: str
    month: Month
    patterns: dict[str, Pattern]
    people: dict[str, Person]
    planning: Planning
    absent: frozenset[tuple[str, date]] = frozenset()
    fixed: tuple[Shift, ...] = ()
    past: tuple[PastShift, ...] = ()
    wishes: tuple[Wish, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)

    def begins(self, day: date, pattern: str) -> int:
        """When the pattern's shift of that day begins."""
        return self.month.at(day, self.patterns[pattern].starts)

    def ends(self, day: date, pattern: str) -> int:
        """When the pattern's shift of that day ends."""
        return self.month.at(day, self.patterns[pattern].ends)

    def length(self, day: date, pattern: str) -> int:
        """Minutes of the pattern's shift of that day, as they really pass."""
        return self.ends(day, pattern) - self.begins(day, pattern)

    @cached_property
    def longest(self) -> int:
        """Minutes of the longest pattern."""
        return max((pattern.length for pattern in self.patterns.values()), default=0)

    @cached_property
    def weekend(self) -> frozenset[date]:
        """Days that fairness counts as weekend."""
        counted = {*self.planning.fairness.weekend, "holiday"}
        return frozenset(day for day in self.month.days if self.month.kind(day) in counted)

    @cached_property
    def knows_last_week(self) -> bool:
        """Whether shifts are given of the week that the month begins in, so that it can be counted whole."""
        start = monday(self.month.first)
        return any(start <= shift.day for shift in self.past)

    def available(self, person: str) -> int:
        """On how many days of the month the person is not absent."""
        return sum((person, day) not in self.absent for day in self.month.days)

    def limits(self, person: str, week: tuple[date, ...]) -> tuple[int, int]:
        """Minutes that the person may work on these days of one week: without overtime, and at the very most."""
        hours = self.planning.weekly_hours
        own = self.people[person].weekly
        full = own if own is not None else minutes(hours.limit)
        most = full + minutes(hours.overtime)
        if len(week) == WEEK:
            return full, most
        if week[0] == self.month.first and self.knows_last_week:
            worked = self.worked_before(person, monday(week[0]))
            return max(0, full - worked), max(0, most - worked)
        limit = self._share(full, len(week))
        return limit, min(most, limit + minutes(hours.overtime) * len(week) // WEEK)

    def worked_before(self, person: str, since: date) -> int:
        """Minutes of the person's shifts from before the month that began on ``since`` or later."""
        return sum(shift.ends - shift.starts for shift in self.past if shift.person == person and shift.day >= since)

    def _share(self, full: int, days: int) -> int:
        """Of a week that is cut off: its share, rounded up to whole shifts of the longest pattern."""
        if not self.longest:
            return full
        return min(full, -(-full * days // (WEEK * self.longest)) * self.longest)
