"""From a file, or a playbook, to a problem: names that exist, days of the month, posts that people may hold."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.open_hours import country_days
from contracts.playbook import Playbook
from contracts.playbook.planning import Planning
from frontdesk.planning.hall_file import FilePast, FilePost, HallFile
from frontdesk.planning.problem import Month, PastShift, Pattern, Person, Problem, Shift, Wish, minutes

Mistake = tuple[str, str]
"""A path and what is wrong there."""


def build(hall: HallFile, book: Playbook | None) -> tuple[Problem | None, list[Mistake]]:
    """The problem, or everything that is wrong with it."""
    builder = _Builder(hall, book)
    found = list(builder.mistakes())
    return (None, found) if found else (builder.problem(), [])


def patterns_of(book: Playbook) -> dict[str, Pattern]:
    """The shift patterns of a playbook."""
    rota = book.rota.patterns if book.rota is not None else {}
    return {name: Pattern(name, it.starts, it.ends, tuple(it.posts), it.night) for name, it in rota.items()}


def coverage_mistakes(planning: Planning, patterns: dict[str, Pattern]) -> Iterator[Mistake]:
    """Posts and patterns that rows of coverage name and that there are not."""
    posts = {post for pattern in patterns.values() for post in pattern.posts}
    for index, row in enumerate(planning.coverage):
        path = f"planning.coverage.{index}"
        if row.post not in posts:
            yield f"{path}.post", _unknown("post of a pattern", row.post, posts)
        if row.pattern is not None and row.pattern not in patterns:
            yield f"{path}.pattern", _unknown("pattern", row.pattern, patterns)
        elif row.pattern is not None and row.post not in patterns[row.pattern].posts:
            yield f"{path}.pattern", f"is not worked at {row.post}; its posts are {_list(patterns[row.pattern].posts)}"


class _Builder:
    def __init__(self, hall: HallFile, book: Playbook | None) -> None:
        self.hall = hall
        calendar = book.calendar if book is not None else None
        self.timezone = hall.timezone or (calendar.timezone if calendar is not None else "UTC")
        self.holidays = hall.holidays or (calendar.holidays if calendar is not None else None)
        self.planning = hall.planning or (book.planning if book is not None else None)
        self.patterns = self._patterns(book)
        self.posts = self._posts(book)
        self.people = {person.actor for person in hall.people}
        year, month = map(int, hall.month.split("-"))
        self.month = Month(date(year, month, 1), self.timezone, self.holidays)

    def _patterns(self, book: Playbook | None) -> dict[str, Pattern]:
        if self.hall.patterns is None:
            return patterns_of(book) if book is not None else {}
        return {
            name: Pattern(name, it.starts, it.ends, tuple(it.posts), it.night)
            for name, it in self.hall.patterns.items()
        }

    def _posts(self, book: Playbook | None) -> dict[str, FilePost]:
        if self.hall.posts is not None:
            return dict(self.hall.posts)
        posts = book.posts if book is not None else {}
        return {name: FilePost(title=it.title.en, role=it.role, skills=it.skills) for name, it in posts.items()}

    # ------------------------------------------------------------------ what is wrong
    def mistakes(self) -> Iterator[Mistake]:
        """Everything that is wrong, by path."""
        if self.planning is None:
            yield "planning", "is missing; add it, or name a playbook that has it"
        if not self.patterns:
            yield "patterns", "is missing; add it, or name a playbook whose rota has patterns"
        if not self.posts:
            yield "posts", "is missing; add it, or name a playbook that has posts"
        yield from self._place()
        for name, pattern in self.patterns.items():
            for index, post in enumerate(pattern.posts):
                if post not in self.posts:
                    yield f"patterns.{name}.posts.{index}", _unknown("post", post, self.posts)
        if self.planning is not None and self.patterns:
            yield from coverage_mistakes(self.planning, self.patterns)
        yield from self._of_people()
        yield from self._of_days()

    def _place(self) -> Iterator[Mistake]:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield "timezone", f"{self.timezone!r} is no IANA time zone such as Asia/Shanghai"
        try:
            if self.holidays is not None:
                country_days(self.holidays, self.month.first.year)
        except ValueError as error:
            yield "holidays", str(error)

    def _of_people(self) -> Iterator[Mistake]:
        seen: set[str] = set()
        for index, person in enumerate(self.hall.people):
            if person.actor in seen:
                yield f"people.{index}.actor", f"there are two of {person.actor}; give each a name of their own"
            seen.add(person.actor)
            for at, post in enumerate(person.posts or []):
                if post not in self.posts:
                    yield f"people.{index}.posts.{at}", _unknown("post", post, self.posts)
        for what in ("absences", "wishes", "fixed", "previous"):
            for index, each in enumerate(getattr(self.hall, what)):
                if each.person not in self.people:
                    yield f"{what}.{index}.person", _unknown("person", each.person, self.people)

    def _of_days(self) -> Iterator[Mistake]:
        for what in ("wishes", "fixed"):
            for index, each in enumerate(getattr(self.hall, what)):
                if each.day not in self.month.days:
                    yield f"{what}.{index}.day", f"{each.day} is not in {self.hall.month}"
                yield from self._of_shift(f"{what}.{index}", each.pattern, each.post)
        for index, past in enumerate(self.hall.previous):
            yield from self._of_shift(f"previous.{index}", past.pattern, past.post)
            day = past.day or (past.starts_at.date() if past.starts_at is not None else None)
            if day is not None and day >= self.month.first:
                yield f"previous.{index}", f"{day} is not before {self.hall.month}; a shift of the month is 'fixed'"

    def _of_shift(self, path: str, pattern: str | None, post: str | None) -> Iterator[Mistake]:
        if pattern is not None and pattern not in self.patterns:
            yield f"{path}.pattern", _unknown("pattern", pattern, self.patterns)
        if post is not None and post not in self.posts:
            yield f"{path}.post", _unknown("post", post, self.posts)
        elif pattern in self.patterns and post is not None and post not in self.patterns[pattern].posts:
            yield (
                f"{path}.post",
                f"{pattern} is not worked at {post}; its posts are {_list(self.patterns[pattern].posts)}",
            )

    # ------------------------------------------------------------------ the problem
    def problem(self) -> Problem:
        """The problem, once nothing is wrong."""
        assert self.planning is not None
        hall = self.hall
        return Problem(
            site=hall.site,
            month=self.month,
            patterns=self.patterns,
            people={person.actor: person for person in self._persons()},
            planning=self.planning,
            absent=frozenset(self._absent()),
            fixed=tuple(sorted({Shift(it.day, it.person, it.pattern, it.post) for it in hall.fixed})),
            past=tuple(map(self._past, hall.previous)),
            wishes=tuple(Wish(it.person, it.day, it.day_off, it.pattern, it.post, it.weight) for it in hall.wishes),
            titles={name: post.title for name, post in self.posts.items() if post.title is not None},
        )

    def _persons(self) -> Iterator[Person]:
        for it in self.hall.people:
            able = {
                name
                for name, post in self.posts.items()
                if (post.role is None or post.role in it.roles) and set(post.skills) <= set(it.skills)
            }
            posts = frozenset(able if it.posts is None else able & set(it.posts))
            weekly = minutes(it.weekly_hours) if it.weekly_hours is not None else None
            yield Person(it.actor, it.name or it.actor, posts, frozenset(it.skills), weekly, it.weekends, it.nights)

    def _absent(self) -> Iterator[tuple[str, date]]:
        for it in self.hall.absences:
            yield from ((it.person, day) for day in days_within(self.month, it.first, it.last or it.first))

    def _past(self, it: FilePast) -> PastShift:
        if it.day is not None and it.pattern is not None:
            pattern = self.patterns[it.pattern]
            starts, ends = (self.month.at(it.day, wall) for wall in (pattern.starts, pattern.ends))
            return PastShift(it.person, it.day, starts, ends, it.post)
        assert it.starts_at is not None
        assert it.ends_at is not None
        return past_shift(self.month, it.person, it.starts_at, it.ends_at, it.post)


def days_within(month: Month, first: date, last: date) -> list[date]:
    """The days of the month from ``first`` to ``last``."""
    return [day for day in month.days if first <= day <= last]


def past_shift(month: Month, person: str, starts: datetime, ends: datetime, post: str | None) -> PastShift:
    """A shift of before the month; times without an offset are by the site's clock."""
    zone = ZoneInfo(month.timezone)
    begins, finishes = (it if it.tzinfo is not None else it.replace(tzinfo=zone) for it in (starts, ends))
    first, last = (int(it.timestamp()) // 60 for it in (begins, finishes))
    return PastShift(person, begins.astimezone(zone).date(), first, last, post)


def _unknown(kind: str, name: str, there: Iterable[str]) -> str:
    return f"there is no {kind} '{name}'; known are {_list(sorted(there))}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
