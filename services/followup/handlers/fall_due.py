"""The time of a callback has come."""

from chassis.work import Timer, Work
from contracts.followup import CallbackDue
from services.followup.handlers.end_callbacks import cancel_callbacks
from services.followup.repository import callbacks, requests


async def fall_due(timer: Timer, work: Work) -> None:
    """Tell the assignee, once per agreed time; a callback of a cancelled request ends here at the latest."""
    callback, _ = await callbacks.with_siblings(work.store, work.site, timer.data["callback_id"])
    if callback is None or callback.state != "scheduled" or callback.due_at > work.now:
        return
    reason = await requests.cancellation_reason(work.store, work.site, callback.number)
    if reason is not None:
        await cancel_callbacks([callback], reason, work)
        return
    await callbacks.change(work.store, callback.id, state="due")
    work.announce(CallbackDue(callback_id=callback.id, number=callback.number, assignee=callback.assignee))
