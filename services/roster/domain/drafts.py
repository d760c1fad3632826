"""A draft: what it says, and why it cannot be published. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.playbook import Playbook
from contracts.roster import DraftShift, PlannedShift
from services.roster.domain.months import month_of, pattern_times
from services.roster.domain.shifts import Roles, Shift, check_overlaps, check_planned

Skills = Mapping[str, frozenset[str]]
"""What people are able to do, by login."""


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
