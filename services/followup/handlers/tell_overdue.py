"""A callback or letter was promised within a time that has passed."""

from chassis.work import Timer, Work
from contracts.followup import CallbackOverdue
from services.followup.handlers.recipients import recipients
from services.followup.repository import callbacks, requests


async def tell_overdue(timer: Timer, work: Work) -> None:
    """Tell those the plan names, once, if it is still owed. Rules FS-08, FS-12, FS-13."""
    found, _ = await callbacks.with_siblings(work.store, work.site, timer.data["callback_id"])
    if found is None or found.late_at is None or found.late_at > work.now or found.overdue_at is not None:
        return
    if not (found.is_open or found.outcome == "failed"):
        return
    if await requests.cancellation_reason(work.store, work.site, found.number) is not None:
        return
    await callbacks.change(work.store, found.id, overdue_at=work.now)
    work.announce(
        CallbackOverdue(
            callback_id=found.id,
            number=found.number,
            line=found.line,
            plan=found.plan.name,
            kind=found.plan.kind,
            assignee=found.assignee,
            late_at=found.late_at,
            recipients=recipients(found.plan.escalate, found, work),
        )
    )
