"""The timers of a callback or letter: when its time comes, and when it is late."""

from datetime import datetime

from chassis.work import Work
from services.followup.repository.callbacks import Callback


def timer_id(callback: Callback) -> str:
    return f"callback-{callback.id}"


def late_timer_id(callback: Callback) -> str:
    return f"late-{callback.id}"


def set_timer(callback: Callback, due_at: datetime, work: Work) -> None:
    """Set, or move, the timer by which it falls due."""
    data = {"callback_id": callback.id}
    work.schedule(timer_id(callback), due_at, callback.plan.kind, data, number=callback.number)


def set_late_timer(callback: Callback, work: Work, late_at: datetime | None = None) -> None:
    """Set, or move to ``late_at``, the timer by which it is late, if it was promised within a time."""
    at = late_at or callback.late_at
    if at is not None:
        data = {"callback_id": callback.id}
        work.schedule(late_timer_id(callback), at, "late", data, number=callback.number)


async def cancel_timers(callback: Callback, work: Work) -> None:
    await work.cancel_timer(timer_id(callback))
    if callback.late_at is not None:
        await work.cancel_timer(late_timer_id(callback))
