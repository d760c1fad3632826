"""The two timers of an open handover: for its reports, and for the relief."""

from datetime import datetime

from chassis.work import Work


def set_report_timer(handover_id: str, work: Work) -> None:
    """Reports are due after ``report_within``."""
    due_at = work.now + work.playbook.handover.report_within
    work.schedule(_report_id(handover_id), due_at, "handover_report", {"handover_id": handover_id})


def set_relief_timer(handover_id: str, shift_end: datetime, work: Work) -> None:
    """The relief is due ``unrelieved_after`` the later of now and the shift's end."""
    due_at = max(work.now, shift_end) + work.playbook.handover.unrelieved_after
    work.schedule(_relief_id(handover_id), due_at, "handover_relief", {"handover_id": handover_id})


async def cancel_report_timer(handover_id: str, work: Work) -> None:
    await work.cancel_timer(_report_id(handover_id))


async def cancel_handover_timers(handover_id: str, work: Work) -> None:
    await cancel_report_timer(handover_id, work)
    await work.cancel_timer(_relief_id(handover_id))


def _report_id(handover_id: str) -> str:
    return f"handover_report-{handover_id}"


def _relief_id(handover_id: str) -> str:
    return f"handover_relief-{handover_id}"
