"""Asking when a timer of this service is due."""

from datetime import datetime

from sqlalchemy import select

from chassis.store import Store
from chassis.tables import ChassisTables


async def due_at(store: Store, tables: ChassisTables, timer_id: str) -> datetime | None:
    row = await store.row(select(tables.timers.c.due_at).where(tables.timers.c.id == timer_id))
    return row.due_at if row is not None else None
