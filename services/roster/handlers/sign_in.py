"""Sign in for one's own shift."""

from chassis.directory import keep_duty
from chassis.work import Work
from contracts.roster import ArrivedLate, ShiftReceipt, ShiftStarted, SignIn
from services.roster.domain.arrivals import standing_of
from services.roster.domain.shifts import Shift, confirmed_at_sign_in, late_seconds, shift_to_sign_in_for
from services.roster.handlers.hand_back import hand_back_to
from services.roster.handlers.late_timer import late_timer_id
from services.roster.repository import shifts as repository


async def sign_in(command: SignIn, work: Work) -> ShiftReceipt:
    """From the playbook's ``sign_in_before`` until the end, once; how late and what was confirmed is kept. What B held
    is handed back. Rules HK-01, TH-11, TH-13."""
    await repository.lock_staff(work.store, work.site)
    known = await repository.revisions_of(work.store, work.site, work.actor)
    shifts = await repository.own_or_named(work.store, work.site, work.actor, command.shift_id)
    before = work.playbook.handover.sign_in_before
    shift = shift_to_sign_in_for(shifts, command.shift_id, work.actor, work.now, before)
    late = late_seconds(shift.starts_at, work.now)
    confirmed = list(confirmed_at_sign_in(work.playbook, shift.post, command.confirms))
    began = {"state": "started", "signed_in_at": work.now, "late_seconds": late, "confirmed": confirmed}
    await repository.change_shift(work.store, shift.id, **began)
    await work.cancel_timer(late_timer_id(shift.id))
    event = ShiftStarted(
        shift_id=shift.id,
        staff=shift.staff,
        post=shift.post,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        late_seconds=late,
        revision=known.duty + 1,
        confirmed=confirmed,
    )
    work.announce(event)
    await keep_duty(event, work)
    _report_late(shift, work)
    await hand_back_to(work.actor, work)
    return ShiftReceipt(
        shift_id=shift.id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        late_seconds=late,
        confirmed=confirmed,
    )


def _report_late(shift: Shift, work: Work) -> None:
    """Whoever is not there the playbook's ``at_least`` before the shift. Rule TH-13."""
    policy = work.playbook.handover
    standing, seconds = standing_of(shift.starts_at, work.now, policy.arrive_before, work.now)
    if policy.arrive_before is None or standing != "late" or seconds is None:
        return
    work.announce(
        ArrivedLate(
            shift_id=shift.id,
            staff=shift.staff,
            post=shift.post,
            starts_at=shift.starts_at,
            signed_in_at=work.now,
            seconds_before=seconds,
            recipients=work.staff.recipients(policy.unrelieved_to),
        )
    )
