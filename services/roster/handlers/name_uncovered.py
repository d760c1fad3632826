"""Shifts that an absence leaves without anybody."""

from collections.abc import Iterable, Sequence

from chassis.work import Work
from contracts.roster import ShiftUncovered
from services.roster.domain.absences import Absence, suggestion, uncovered
from services.roster.domain.shifts import Shift
from services.roster.handlers import telling
from services.roster.repository import absences as repository
from services.roster.repository import months as month_repository
from services.roster.repository import shifts as shift_repository


async def uncovered_by(absence: Absence, work: Work) -> list[Shift]:
    """Published shifts of an approved absence that are still to be worked."""
    if absence.state != "approved":
        return []
    first, last = absence.first_day, absence.last_day
    shifts = await month_repository.shifts_between(work.store, work.site, first, last, people=[absence.actor])
    return uncovered(absence, shifts, work.now)


async def name_uncovered(shifts: Iterable[Shift], work: Work) -> None:
    """Tell the managers of each of these shifts whose person has an approved absence that day. Rule TH-11."""
    planned = [shift for shift in shifts if shift.state == "planned" and shift.ends_at > work.now]
    if not planned:
        return
    days = [shift.day for shift in planned]
    found = await repository.absences_between(work.store, work.site, min(days), max(days))
    approved = [absence for absence in found if absence.state == "approved"]
    if not approved:
        return
    posts = {row.post: (row.b, row.a) for row in await shift_repository.all_posts(work.store, work.site)}
    for absence in approved:
        for shift in uncovered(absence, planned, work.now):
            _announce(shift, absence, approved, posts.get(shift.post, ()), work)


def _announce(
    shift: Shift, absence: Absence, approved: Sequence[Absence], holders: Sequence[str | None], work: Work
) -> None:
    away = {each.actor for each in approved if each.covers(shift.day)}
    active = {person.actor for person in work.staff.people.values() if person.active}
    work.announce(
        ShiftUncovered(
            shift_id=shift.id,
            post=shift.post,
            staff=shift.staff,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            absence_id=absence.id,
            suggestion=suggestion(shift, holders, away, active),
            recipients=telling.managers(work, but=[absence.actor]),
        )
    )
