"""Orders and their history."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import UNDONE, HistoryEntry, Order
from services.dispatch.repository.rows import read


async def order(store: Store, site: str, number: str, *, lock: bool = False) -> Order | None:
    """The order of a request. ``lock``: nobody else changes it before this transaction ends."""
    statement = select(t.orders).where(t.orders.c.number == number, t.orders.c.site == site)
    if lock and store.locks_rows:
        statement = statement.with_for_update()
    row = await store.row(statement)
    return read(Order, row) if row else None


async def orders_of(store: Store, statement: Select[Any]) -> list[Order]:
    return [read(Order, row) for row in await store.rows(statement)]


async def page_of_orders(
    store: Store, site: str, *, wanted: dict[str, str], states: Sequence[str], after: str | None, limit: int
) -> list[Order]:
    """Orders by ``wanted`` columns, oldest first, at most ``limit`` after the order id ``after``."""
    statement = select(t.orders).where(t.orders.c.site == site, t.orders.c.state.in_(states), t.orders.c.order_id != "")
    for column, value in wanted.items():
        statement = statement.where(t.orders.c[column] == value)
    if after is not None:
        statement = statement.where(t.orders.c.order_id > after)
    return await orders_of(store, statement.order_by(t.orders.c.order_id).limit(limit))


async def undone_of(store: Store, site: str, assignee: str, *, lock: bool = False) -> list[Order]:
    """Undone orders assigned to a person, oldest first."""
    statement = select(t.orders).where(
        t.orders.c.site == site, t.orders.c.assignee == assignee, t.orders.c.state.in_(UNDONE)
    )
    statement = statement.order_by(t.orders.c.order_id)
    return await orders_of(store, statement.with_for_update() if lock and store.locks_rows else statement)


async def undone_of_lines(store: Store, site: str, lines: Iterable[str]) -> list[Order]:
    """Undone orders of these lines, oldest first."""
    statement = select(t.orders).where(
        t.orders.c.site == site, t.orders.c.line.in_(list(lines)), t.orders.c.state.in_(UNDONE)
    )
    return await orders_of(store, statement.order_by(t.orders.c.order_id))


async def count_completed(store: Store, site: str, lines: Iterable[str], start: datetime, end: datetime) -> int:
    """Orders of these lines completed between the two moments, the end not included."""
    at = t.orders.c.completed_at
    statement = select(func.count()).where(
        t.orders.c.site == site, t.orders.c.line.in_(list(lines)), at >= start, at < end
    )
    row = await store.row(statement)
    return int(row[0]) if row else 0


async def change_order(store: Store, number: str, **values: Any) -> int:
    return await store.execute(update(t.orders).where(t.orders.c.number == number).values(**values))


def add_history(store: Store, entry: HistoryEntry) -> None:
    store.insert(t.history, **{f.name: getattr(entry, f.name) for f in fields(entry)})


async def history(store: Store, number: str) -> Sequence[Row[Any]]:
    return await store.rows(select(t.history).where(t.history.c.number == number).order_by(t.history.c.id))
