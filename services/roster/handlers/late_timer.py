"""The timer that notices who has not signed in."""

from chassis.work import Work
from services.roster.domain.shifts import Shift


def late_timer_id(shift_id: str) -> str:
    return f"late-{shift_id}"


def set_late_timer(shift: Shift, work: Work) -> None:
    due_at = shift.starts_at + work.playbook.handover.late_after
    work.schedule(late_timer_id(shift.id), due_at, "late", {"shift_id": shift.id})
