"""The month: its days, its deadlines, what a draft says and what is wrong with it. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from contracts.calendar import Calendar
from contracts.open_hours import MINUTES_A_DAY
from contracts.playbook import Playbook
from contracts.playbook.rota import DayOfMonth, Rota
from contracts.roster import DraftShift, PlannedShift
from services.roster.domain.shifts import Roles, Shift, check_overlaps, check_planned

ONE_DAY = timedelta(days=1)
MIDNIGHT = "24:00"
Skills = Mapping[str, frozenset[str]]
"""What people are able to do, by login."""


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def month_after(month: str) -> str:
    return month_of(last_day(month) + ONE_DAY)


def month_before(month: str) -> str:
    return month_of(first_day(month) - ONE_DAY)


def due_in(month: str, due: DayOfMonth, calendar: Calendar) -> datetime:
    """The moment ``due`` means in this month: the end of the day unless it names a time. TH-01, TH-02."""
    last = last_day(month)
    return calendar.at_local(last.replace(day=min(due.day_of_month, last.day)), due.at or MIDNIGHT)


def pattern_times(rota: Rota, pattern: str, day: date, calendar: Calendar) -> tuple[datetime, datetime]:
    """When a shift of the pattern begins and ends that belongs to ``day``."""
    shape = rota.patterns[pattern]
    return _at(day, shape.starts, calendar), _at(day, shape.ends, calendar)


def _at(day: date, minutes: int, calendar: Calendar) -> datetime:
    days, rest = divmod(minutes, MINUTES_A_DAY)
    return calendar.at_local(day + days * ONE_DAY, f"{rest // 60:02d}:{rest % 60:02d}")


def pattern_of(rota: Rota | None, shift: Shift, calendar: Calendar) -> str | None:
    """The pattern whose posts and times the shift has, if one does."""
    for name, pattern in (rota.patterns if rota else {}).items():
        times = (shift.starts_at, shift.ends_at)
        if shift.post in pattern.posts and rota and pattern_times(rota, name, shift.day, calendar) == times:
            return name
    return None


def resolve(month: str, drafted: Sequence[DraftShift], book: Playbook) -> tuple[list[PlannedShift], dict[str, str]]:
    """The shifts with their times; and what makes one unreadable, as ``<i>.<field>`` to the remedy."""
    shifts: list[PlannedShift] = []
    errors: dict[str, str] = {}
    for i, shift in enumerate(drafted):
        wrong = dict(_unreadable(month, shift, book))
        errors |= {f"{i}.{field}": remedy for field, remedy in wrong.items()}
        if not wrong:
            starts_at, ends_at = _times(shift, book)
            shifts.append(PlannedShift(post=shift.post, staff=shift.staff, starts_at=starts_at, ends_at=ends_at))
    return shifts, errors


def _times(shift: DraftShift, book: Playbook) -> tuple[datetime, datetime]:
    if shift.pattern is not None and shift.day is not None and book.rota is not None:
        return pattern_times(book.rota, shift.pattern, shift.day, book.calendar)
    assert shift.starts_at is not None
    assert shift.ends_at is not None
    return shift.starts_at, shift.ends_at


def _unreadable(month: str, shift: DraftShift, book: Playbook) -> Iterator[tuple[str, str]]:
    if shift.pattern is not None:
        yield from _pattern_unreadable(shift, shift.pattern, book)
    elif shift.starts_at is None or shift.ends_at is None:
        yield "pattern", "name a day and a pattern, or starts_at and ends_at"
    elif shift.day is not None and shift.day != book.calendar.local_date(shift.starts_at):
        yield "day", "a shift belongs to the day it begins on; leave it out or name that day"
    day = shift.day or (book.calendar.local_date(shift.starts_at) if shift.starts_at else None)
    if day is not None and month_of(day) != month:
        yield "day" if shift.day else "starts_at", f"lies outside {month}"


def _pattern_unreadable(shift: DraftShift, pattern: str, book: Playbook) -> Iterator[tuple[str, str]]:
    patterns = book.rota.patterns if book.rota else {}
    if pattern not in patterns:
        yield "pattern", f"unknown pattern; choose one of {', '.join(patterns) or '(the playbook has none)'}"
    if shift.day is None:
        yield "day", "a pattern needs the day it begins on"
    if shift.starts_at is not None or shift.ends_at is not None:
        yield "starts_at", "the pattern says the times; leave starts_at and ends_at out"


@dataclass(frozen=True)
class Plan:
    """A month about to be published, and all that it is checked against. ``kept``: what has begun and stays."""

    month: str
    shifts: Sequence[PlannedShift]
    book: Playbook
    roles: Roles
    skills: Skills
    kept: Sequence[Shift] = ()
    elsewhere: Sequence[Shift] = ()
    absent: Mapping[tuple[str, date], str] = field(default_factory=dict)

    def day_of(self, shift: PlannedShift) -> date:
        return self.book.calendar.local_date(shift.starts_at)


def faults(plan: Plan) -> dict[str, str]:
    """Why the month cannot be published, all of it, as ``shifts.<i>.<field>`` to the remedy with person and day."""
    errors: dict[str, str] = {}
    for i, shift in enumerate(plan.shifts):
        day = plan.day_of(shift)
        wrong = check_planned(day, [shift], plan.book, plan.roles)
        wrong |= {f"shifts.0.{field}": said for field, said in lacking(shift, plan.book, plan.skills).items()}
        if (kind := plan.absent.get((shift.staff, day))) is not None:
            wrong["shifts.0.staff"] = f"{shift.staff} is away ({kind}); plan somebody else"
        errors |= {f"shifts.{i}.{path.removeprefix('shifts.0.')}": f"{day}: {said}" for path, said in wrong.items()}
    return errors | _twice_at_once(plan)


def _twice_at_once(plan: Plan) -> dict[str, str]:
    fresh = [Shift("", plan.day_of(s), 0, s.post, s.staff, s.starts_at, s.ends_at) for s in plan.shifts]
    found = check_overlaps(fresh, [*plan.kept, *plan.elsewhere])
    days = {f"shifts.{i}.staff": shift.day for i, shift in enumerate(fresh)}
    return {path: f"{days[path]}: {said}" for path, said in found.items()}


def lacking(shift: PlannedShift, book: Playbook, skills: Skills) -> dict[str, str]:
    """``{"staff": ...}`` when the person has not every skill that the post asks for."""
    post = book.posts.get(shift.post)
    missing = [name for name in (post.skills if post else []) if name not in skills.get(shift.staff, ())]
    if not missing:
        return {}
    return {
        "staff": f"{shift.staff} lacks {', '.join(missing)}, which the post {shift.post} needs; see roster.set_skills"
    }


@dataclass(frozen=True)
class Change:
    """One shift before and after; None where it was not or is no longer."""

    old: Shift | None
    new: Shift | None

    @property
    def shift(self) -> Shift:
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def people(self) -> list[str]:
        """Whom it concerns."""
        return sorted({shift.staff for shift in (self.old, self.new) if shift is not None})


def changes(current: Sequence[Shift], fresh: Sequence[Shift]) -> list[Change]:
    """What is different, by time. A shift that got another id counts as the same when post and times are the same,
    or else when person and day are."""
    after = {shift.id: shift for shift in fresh}
    gone = [shift for shift in current if shift.id not in after]
    known = {shift.id: shift for shift in current}
    added = [shift for shift in fresh if shift.id not in known]
    found = [Change(known[s.id], s) for s in fresh if s.id in known and known[s.id].plan != s.plan]
    for alike in (_same_place, _same_person):
        for old in list(gone):
            new = next((each for each in added if alike(old, each)), None)
            if new is not None:
                gone.remove(old)
                added.remove(new)
                found.append(Change(old, new))
    found += [Change(old, None) for old in gone] + [Change(None, new) for new in added]
    return sorted(found, key=lambda change: (change.shift.starts_at, change.shift.id))


def _same_place(old: Shift, new: Shift) -> bool:
    return (old.post, old.starts_at, old.ends_at) == (new.post, new.starts_at, new.ends_at)


def _same_person(old: Shift, new: Shift) -> bool:
    return (old.staff, old.day) == (new.staff, new.day)


def with_staff(shifts: Iterable[Shift], people: Mapping[str, str], version: int) -> list[Shift]:
    """The day's shifts in their next version, with other people on those of ``people`` (shift to login)."""
    return [replace(shift, version=version, staff=people.get(shift.id, shift.staff)) for shift in shifts]


def has_begun(shift: Shift, now: datetime) -> bool:
    """Signed in for, or its start is over: a month that is published again leaves it as it is."""
    return shift.state != "planned" or shift.starts_at <= now
