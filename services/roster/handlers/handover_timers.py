"""The two timers of an open handover: for its reports, and for the relief."""

from datetime import datetime

from chassis.work import Work


def set_handover_timers(handover_id: str, shift_end: datetime, work: Work) -> None:
    """Reports are due after ``report_within``, the relief ``unrelieved_after`` the later of now and the shift's end."""
    policy = work.playbook.handover
    data = {"handover_id": handover_id}
    work.schedule(_report_id(handover_id), work.now + policy.report_within, "handover_report", data)
    relief_at = max(work.now, shift_end) + policy.unrelieved_after
    work.schedule(_relief_id(handover_id), relief_at, "handover_relief", data)


async def cancel_report_timer(handover_id: str, work: Work) -> None:
    await work.cancel_timer(_report_id(handover_id))


async def cancel_handover_timers(handover_id: str, work: Work) -> None:
    await cancel_report_timer(handover_id, work)
    await work.cancel_timer(_relief_id(handover_id))


def _report_id(handover_id: str) -> str:
    return f"handover_report-{handover_id}"


def _relief_id(handover_id: str) -> str:
    return f"handover_relief-{handover_id}"
