"""Who serves a customer at the counter."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from chassis.store import Store
from services.intake.tables import servings

RUNNING = servings.c.ended_at.is_(None)


def add_serving(store: Store, **values: Any) -> None:
    store.insert(servings, **values)


async def running_servings(
    store: Store, site: str, clerk: str | None = None, *, lock: bool = False
) -> Sequence[Row[Any]]:
    """Of one person or of all, oldest first."""
    query = select(servings).where(servings.c.site == site, RUNNING)
    if clerk is not None:
        query = query.where(servings.c.clerk == clerk)
    query = query.order_by(servings.c.id)
    return await store.rows(query.with_for_update() if lock and store.locks_rows else query)


async def change_serving(store: Store, site: str, serving_id: str, **values: Any) -> None:
    await store.execute(update(servings).where(servings.c.site == site, servings.c.id == serving_id).values(**values))
