"""A shift has begun: is its person there?"""

from chassis.work import Timer, Work
from contracts.roster import StaffLate
from services.roster.repository import shifts as repository


async def notice_late(timer: Timer, work: Work) -> None:
    """Announce who has not signed in ``handover.late_after`` after the start."""
    shift = await repository.shift_by_id(work.store, work.site, timer.data["shift_id"])
    if shift is None or shift.state != "planned":
        return
    if work.now < shift.starts_at + work.playbook.handover.late_after:
        return
    work.announce(StaffLate(shift_id=shift.id, staff=shift.staff, post=shift.post, starts_at=shift.starts_at))
