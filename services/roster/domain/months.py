"""The month: its days, its deadlines, its patterns, and what changed in it. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.calendar import Calendar
from contracts.open_hours import MINUTES_A_DAY
from contracts.playbook.rota import DayOfMonth, MonthlyTask, Rota
from contracts.roster import PlannedShift
from services.roster.domain.shifts import Shift

ONE_DAY = timedelta(days=1)
MIDNIGHT = "24:00"


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


def days_of(month: str) -> list[date]:
    """All its days, in order."""
    return [first_day(month) + step * ONE_DAY for step in range(last_day(month).day)]


def next_notice(rule: MonthlyTask, due: datetime, after: datetime | None) -> datetime | None:
    """The first moment after ``after`` (None: of all) when it is reminded, due, or told again that it is late."""
    moments = sorted({due - before for before in rule.remind} | {due})
    later = [moment for moment in moments if after is None or moment > after]
    if later or after is None:
        return later[0]
    if rule.late is None:
        return None
    return due + ((after - due) // rule.late.every + 1) * rule.late.every


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


def planned(shift: Shift) -> PlannedShift:
    """As a roster says it."""
    return PlannedShift(
        shift_id=shift.id, post=shift.post, staff=shift.staff, starts_at=shift.starts_at, ends_at=shift.ends_at
    )


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
