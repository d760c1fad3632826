"""The one timer a callback has."""

from datetime import datetime

from chassis.work import Work
from services.followup.repository import Callback


def timer_id(callback: Callback) -> str:
    return f"callback-{callback.id}"


def set_callback_timer(callback: Callback, due_at: datetime, work: Work) -> None:
    """Set, or move, the timer by which the callback falls due."""
    work.schedule(timer_id(callback), due_at, "callback", {"callback_id": callback.id}, number=callback.number)
