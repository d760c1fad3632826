"""Published shifts get other people, one day's new version at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from chassis.work import Work
from contracts.problems import NotFound
from contracts.roster import Because
from services.roster.domain.absences import days_away
from services.roster.domain.months import month_of, with_staff
from services.roster.domain.shifts import Shift
from services.roster.domain.swaps import Conditions, check_new_people
from services.roster.handlers.month_plan import active_roles
from services.roster.handlers.name_uncovered import name_uncovered
from services.roster.handlers.write_day import Cause, NewDay, announce_changes, write_day
from services.roster.repository import absences as absence_repository
from services.roster.repository import months as repository
from services.roster.repository import rota as rota_repository
from services.roster.repository import shifts as shift_repository

NEAR = timedelta(days=3)


@dataclass(frozen=True)
class Hand:
    """A shift and who gets it; ``path``: the field that named it."""

    path: str
    shift: Shift
    to: str


async def find_shift(shift_id: str, path: str, work: Work) -> Shift:
    """Raises NotFound naming the field."""
    found = await repository.shifts_by_id(work.store, work.site, [shift_id])
    if shift_id not in found:
        raise NotFound("there is no such shift", errors={path: "unknown; see roster.shifts"})
    return found[shift_id]


async def check_hands(hands: Iterable[Hand], work: Work, *, rest: timedelta = timedelta(0)) -> None:
    """Whether they can work the shifts. Raises Invalid."""
    new = list(hands)
    days = [hand.shift.day for hand in new]
    first, last = min(days) - NEAR, max(days) + NEAR
    away = await absence_repository.absences_between(work.store, work.site, first, last)
    people = [hand.to for hand in new]
    given = Conditions(
        book=work.playbook,
        roles=active_roles(work),
        skills=await rota_repository.skills_of(work.store, work.site),
        away=days_away(away, first, last),
        others=await repository.shifts_between(work.store, work.site, first, last, people=people),
        now=work.now,
    )
    check_new_people([(hand.path, hand.shift, hand.to) for hand in new], given, rest=rest)


async def change_hands(hands: Iterable[Hand], because: Because, reason: str | None, work: Work) -> None:
    """Each day in its next version; each shift announced to those it concerns."""
    new = list(hands)
    for day in sorted({hand.shift.day for hand in new}):
        people: Mapping[str, str] = {hand.shift.id: hand.to for hand in new if hand.shift.day == day}
        current = await shift_repository.shifts_of_day(work.store, work.site, day)
        version = await shift_repository.last_version(work.store, work.site, day) + 1
        changed = NewDay(day, version, current, with_staff(current, people, version))
        begun = [hand.shift.id for hand in new if hand.shift.starts_at <= work.now]
        await write_day(changed, work, already_begun=begun)
        month_version = await repository.last_month_version(work.store, work.site, month_of(day))
        announce_changes(changed, Cause(because, month_version, reason), work)
        await name_uncovered([shift for shift in changed.fresh if shift.id in people], work)
