"""Asking when a timer of this service is due."""

from datetime import datetime

from sqlalchemy import select

from chassis.store import Store
from chassis.tables import ChassisTables


async def due_at(store: Store, tables: ChassisTables, timer_id: str) -> datetime | None:
    """None for a timer that does not stand, or that was given up."""
    timers = tables.timers
    row = await store.row(select(timers.c.due_at).where(timers.c.id == timer_id, timers.c.parked == 0))
    return row.due_at if row is not None else None
