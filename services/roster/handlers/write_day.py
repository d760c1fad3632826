"""Write a day's next version, and say what is different from a month that was published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.work import Work
from contracts.roster import Because, RosterChanged, RosterPublished
from services.roster.domain.months import Change, changes, month_of, planned
from services.roster.domain.shifts import Shift
from services.roster.handlers import telling
from services.roster.handlers.late_timer import late_timer_id, set_late_timer
from services.roster.repository import months as month_repository
from services.roster.repository import shifts as repository


@dataclass(frozen=True)
class NewDay:
    """A day's shifts before and in their new ``version``."""

    day: date
    version: int
    current: Sequence[Shift]
    fresh: Sequence[Shift]

    @property
    def changes(self) -> list[Change]:
        return changes(self.current, self.fresh)


@dataclass(frozen=True)
class Cause:
    """Why shifts of a published month change. ``month_version``: the version they depart from."""

    because: Because
    month_version: int
    reason: str | None = None


async def write_day(new: NewDay, work: Work, *, already_begun: Iterable[str] = ()) -> None:
    """Keep and announce the version. Late timers follow the shifts, but not those ``already_begun`` that somebody was
    just asked to step in for."""
    known = {shift.id: shift for shift in new.current}
    gone = known.keys() - {shift.id for shift in new.fresh}
    silent = set(already_begun)
    await repository.drop_shifts(work.store, sorted(gone))
    for shift_id in sorted(gone | silent):
        await work.cancel_timer(late_timer_id(shift_id))
    for shift in new.fresh:
        repository.keep_shift(work.store, work.site, shift)
        if shift.id not in silent and (shift.id not in known or known[shift.id].plan != shift.plan):
            set_late_timer(shift, work)
    _announce(new, work)


def _announce(new: NewDay, work: Work) -> None:
    shifts = [planned(shift) for shift in new.fresh]
    repository.add_version(
        work.store,
        work.site,
        new.day,
        version=new.version,
        published_by=work.actor,
        published_at=work.now,
        shifts=[shift.model_dump(mode="json") for shift in shifts],
    )
    work.announce(RosterPublished(day=new.day, roster_version=new.version, shifts=shifts))


def announce_changes(new: NewDay, cause: Cause, work: Work) -> None:
    """One by one, to those whom each concerns; nothing for a month that was never published."""
    if not cause.month_version:
        return
    for change in new.changes:
        old = planned(change.old) if change.old else None
        fresh = planned(change.new) if change.new else None
        said = {"month_version": cause.month_version, "because": cause.because, "reason": cause.reason}
        month = month_of(new.day)
        written = {"id": work.new_id(), "changed_at": work.now, "changed_by": work.actor}
        month_repository.add_change(work.store, work.site, month, old=old, new=fresh, **said, **written)
        work.announce(
            RosterChanged(
                month=month,
                day=new.day,
                shift_id=change.shift.id,
                month_version=cause.month_version,
                roster_version=new.version,
                because=cause.because,
                reason=cause.reason,
                old=old,
                new=fresh,
                recipients=telling.each_of(change.people, work),
            )
        )
