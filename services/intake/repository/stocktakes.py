"""Queries of the open-items stocktake. The counting is done by the database, however many items are open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, false, func, insert, literal, select, true

from chassis.store import Store
from services.intake.domain.paging import Place
from services.intake.repository.pages import page
from services.intake.repository.requests import IS_OPEN
from services.intake.tables import requests, stocktake_rows, stocktakes

ROWS = ["stocktake_id", "recorded_at", "number", "site", "line", "owner", "last_note", "noted_today"]


async def count_open_items(store: Store, site: str, stocktake_id: str, day_began: datetime) -> tuple[int, int]:
    """List every open item under ``stocktake_id`` in place of the stocktake before; (total, flagged)."""
    await store.execute(delete(stocktake_rows).where(stocktake_rows.c.site == site))
    noted = case((requests.c.last_note_at >= day_began, true()), else_=false())
    copied = (requests.c[name] for name in ROWS[1:-1])
    await store.execute(
        insert(stocktake_rows).from_select(
            ROWS,
            select(literal(stocktake_id), *copied, noted).where(requests.c.site == site, IS_OPEN),
            include_defaults=False,
        )
    )
    flagged = func.sum(case((stocktake_rows.c.noted_today == true(), 0), else_=1))
    counted = await store.row(
        select(func.count().label("total"), func.coalesce(flagged, 0).label("flagged")).where(
            stocktake_rows.c.stocktake_id == stocktake_id
        )
    )
    return (int(counted.total), int(counted.flagged)) if counted is not None else (0, 0)


async def oldest_flagged(store: Store, stocktake_id: str, limit: int) -> list[str]:
    mine = (stocktake_rows.c.stocktake_id == stocktake_id, stocktake_rows.c.noted_today != true())
    order = (stocktake_rows.c.recorded_at, stocktake_rows.c.number)
    rows = await store.rows(select(stocktake_rows.c.number).where(*mine).order_by(*order).limit(limit))
    return [row.number for row in rows]


def add_stocktake(store: Store, site: str, taken_at: datetime, stocktake_id: str, **values: Any) -> None:
    """What was counted; ``values``: day, total, flagged."""
    store.insert(stocktakes, site=site, taken_at=taken_at, id=stocktake_id, **values)


async def latest_stocktake(store: Store, site: str) -> Row[Any] | None:
    newest = (stocktakes.c.taken_at.desc(), stocktakes.c.id.desc())
    return await store.row(select(stocktakes).where(stocktakes.c.site == site).order_by(*newest).limit(1))


async def list_stocktake(store: Store, stocktake_id: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    """Items of a stocktake, oldest first, one more than ``limit`` when another page follows."""
    statement = select(stocktake_rows).where(stocktake_rows.c.stocktake_id == stocktake_id)
    return await store.rows(page(statement, stocktake_rows.c.recorded_at, stocktake_rows.c.number, after, limit))
