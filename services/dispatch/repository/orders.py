"""Orders and their history."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, or_, select, update

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import UNDONE, HistoryEntry, Order
from services.dispatch.repository.prefetched import forget
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
    store: Store,
    site: str,
    *,
    wanted: dict[str, str],
    states: Sequence[str],
    after: tuple[int, str] | None,
    limit: int,
) -> list[Order]:
    """Orders by ``wanted`` columns, the lowest rank first, then the oldest; at most ``limit`` after a rank and id."""
    statement = select(t.orders).where(t.orders.c.site == site, t.orders.c.state.in_(states), t.orders.c.order_id != "")
    for column, value in wanted.items():
        statement = statement.where(t.orders.c[column] == value)
    if after is not None:
        rank, row_id = t.orders.c.rank, t.orders.c.order_id
        statement = statement.where(or_(rank > after[0], and_(rank == after[0], row_id > after[1])))
    return await orders_of(store, statement.order_by(t.orders.c.rank, t.orders.c.order_id).limit(limit))


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


async def parts_of(store: Store, order: Order, *, lock: bool = False) -> tuple[Order, ...]:
    """The parts of an order that was split, in their order."""
    numbers = [f"{order.number}.{place + 1}" for place in range(order.parts)]
    statement = select(t.orders).where(t.orders.c.number.in_(numbers)).order_by(t.orders.c.order_id)
    found = await orders_of(store, statement.with_for_update() if lock and store.locks_rows else statement)
    return tuple(sorted(found, key=lambda part: numbers.index(part.number)))


async def sent_out(
    store: Store,
    site: str,
    span: tuple[datetime, datetime],
    *,
    line: str | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Order]:
    """Orders routed in the span, earliest first."""
    at, row_id = t.orders.c.routed_at, t.orders.c.order_id
    statement = select(t.orders).where(t.orders.c.site == site, at >= span[0], at < span[1], row_id != "")
    if line is not None:
        statement = statement.where(t.orders.c.line == line)
    if after is not None:
        statement = statement.where(or_(at > after[0], and_(at == after[0], row_id > after[1])))
    return await orders_of(store, statement.order_by(at, row_id).limit(limit))


async def not_in_digest(
    store: Store, site: str, digest: str, lines: Sequence[str], since: datetime | None
) -> list[Order]:
    """Orders of these lines that no digest of this name had: those undone, and those done since the last one."""
    c, items = t.orders.c, t.digest_items.c
    had = exists().where(items.number == c.number, items.digest == digest)
    done = and_(c.state.in_(["verified", "ended"]), c.ended_at > since) if since else c.state.in_(["verified", "ended"])
    statement = select(t.orders).where(c.site == site, c.line.in_(lines), c.order_id != "", ~had)
    return await orders_of(store, statement.where(or_(c.state.in_(UNDONE), done)).order_by(c.order_id))


async def change_order(store: Store, number: str, **values: Any) -> int:
    forget(store, number)
    return await store.execute(update(t.orders).where(t.orders.c.number == number).values(**values))


def add_history(store: Store, entry: HistoryEntry) -> None:
    store.insert(t.history, **{f.name: getattr(entry, f.name) for f in fields(entry)})


async def history(store: Store, number: str) -> Sequence[Row[Any]]:
    return await store.rows(select(t.history).where(t.history.c.number == number).order_by(t.history.c.id))
