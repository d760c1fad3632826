"""Who signed in when."""

from chassis.work import Work
from contracts.roster import ListSignIns, SignInRow, SignInView
from services.roster.domain.arrivals import standing_of
from services.roster.domain.shifts import Shift
from services.roster.repository import shifts as repository


async def list_sign_ins(query: ListSignIns, work: Work) -> SignInView:
    """Earliest shift first. Rule TH-13."""
    found = await repository.shifts_of_day(work.store, work.site, query.day)
    rows = [_row(shift, work) for shift in sorted(found, key=lambda shift: (shift.starts_at, shift.post, shift.staff))]
    return SignInView(day=query.day, rows=rows)


def _row(shift: Shift, work: Work) -> SignInRow:
    person = work.staff.people.get(shift.staff)
    standing, seconds = standing_of(shift.starts_at, shift.signed_in_at, work.playbook.handover.arrive_before, work.now)
    return SignInRow(
        shift_id=shift.id,
        staff=shift.staff,
        name=person.name if person is not None else "",
        post=shift.post,
        starts_at=shift.starts_at,
        signed_in_at=shift.signed_in_at,
        seconds_before=seconds,
        standing=standing,
    )
