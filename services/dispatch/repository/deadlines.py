"""Deadlines, checks, and what their clocks count from.

Rows are written whole and buffered: a transaction over hundreds of timers sends each table's rows at once.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, TextClause, and_, func, literal_column, or_, select, text

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import UNDONE, Check, Deadline, Order
from services.dispatch.repository.prefetched import prefetched
from services.dispatch.repository.rows import read


async def live_deadlines(store: Store, number: str) -> dict[str, Deadline]:
    """The deadlines that count, by name."""
    statement = select(t.deadlines).where(t.deadlines.c.number == number, t.deadlines.c.live.is_(True))
    return {row.name: read(Deadline, row) for row in await store.rows(statement)}


async def deadline(store: Store, site: str, row_id: str) -> Deadline | None:
    row = await store.row(select(t.deadlines).where(t.deadlines.c.id == row_id, t.deadlines.c.site == site))
    return read(Deadline, row) if row else None


async def due_ones(store: Store, site: str, numbers: Collection[str], ids: Collection[str]) -> None:
    """Read the orders, locked, and the deadlines of a whole group of timers with one query each.

    The site is compared here and not in the query: SQLite would rather walk through all rows of the site than look up
    a few hundred keys, and half a million deadlines may be pending.
    """
    orders = select(t.orders).where(store.among(t.orders.c.number, numbers))
    if store.locks_rows:
        orders = orders.order_by(t.orders.c.number).with_for_update()
    locked = [read(Order, row) for row in await store.rows(orders) if row.site == site]
    prefetched(store).keep(locked, [row for row in await deadlines_of(store, ids) if row.site == site])


async def all_deadlines(store: Store, number: str) -> list[Deadline]:
    statement = select(t.deadlines).where(t.deadlines.c.number == number).order_by(t.deadlines.c.id)
    return [read(Deadline, row) for row in await store.rows(statement)]


async def deadlines_between(
    store: Store,
    site: str,
    span: tuple[datetime, datetime],
    *,
    state: str | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Deadline]:
    """Deadlines due in the span, earliest first."""
    at, row_id = t.deadlines.c.due_at, t.deadlines.c.id
    statement = select(t.deadlines).where(t.deadlines.c.site == site, at >= span[0], at < span[1])
    if state is not None:
        statement = statement.where(t.deadlines.c.state == state)
    if after is not None:
        statement = statement.where(or_(at > after[0], and_(at == after[0], row_id > after[1])))
    return [read(Deadline, row) for row in await store.rows(statement.order_by(at, row_id).limit(limit))]


async def next_due(store: Store, numbers: Sequence[str]) -> dict[str, datetime]:
    """The earliest running deadline of each order."""
    c = t.deadlines.c
    statement = select(c.number, func.min(c.due_at).label("due_at"))
    statement = statement.where(c.number.in_(numbers), c.live.is_(True), c.state == "running").group_by(c.number)
    return {row.number: row.due_at for row in await store.rows(statement)} if numbers else {}


async def decided_since(store: Store, since: datetime) -> dict[tuple[str, str], int]:
    """How many deadlines were met or missed since a moment, by (line, state)."""
    c = t.deadlines.c
    statement = select(c.line, c.state, func.count().label("found")).where(c.decided_at >= since)
    statement = statement.where(c.state.in_(["met", "missed"])).group_by(c.line, c.state)
    return {(row.line, row.state): row.found for row in await store.rows(statement)}


# ------------------------------------------------------------------ many at once
site_column: ColumnElement[str] = literal_column("site")


def _by(store: Store, index: str) -> FromClause | TextClause:
    """The deadlines by one of their partial indexes. Of several indexes that begin with the site SQLite takes any."""
    return text(f"deadlines INDEXED BY {index}") if store.dialect == "sqlite" else t.deadlines


async def open_reckoned_otherwise(
    store: Store, site: str, digest: str, *, after: tuple[str, str], limit: int
) -> list[Deadline]:
    """Open deadlines that other rules than ``digest`` reckoned, after (their rules, id), in that order."""
    c = t.deadlines.c
    base = select(t.deadlines).where(c.site == site, t.OPEN)
    statement = base.where(c.reckoned == after[0], c.id > after[1]).order_by(c.id).limit(limit)
    rows = list(await store.rows(statement)) if after[0] != digest else []
    if not rows:
        # The rest of these rules is done; go to the next ones that are not the present.
        following = await store.row(
            select(func.min(c.reckoned).label("next")).where(
                c.site == site, t.OPEN, c.reckoned > after[0], c.reckoned != digest
            )
        )
        if following is None or following.next is None:
            return []
        rows = list(await store.rows(base.where(c.reckoned == following.next).order_by(c.id).limit(limit)))
    return [read(Deadline, row) for row in rows]


async def count_reckoned_otherwise(store: Store, site: str, digest: str, *, after: tuple[str, str]) -> int:
    """How many ``open_reckoned_otherwise`` would still find."""
    c = t.deadlines.c
    further = or_(c.reckoned > after[0], and_(c.reckoned == after[0], c.id > after[1]))
    mine = (c.site == site, t.OPEN, c.reckoned >= after[0], further, c.reckoned != digest)
    row = await store.row(select(func.count()).select_from(t.deadlines).where(*mine))
    return int(row[0]) if row is not None else 0


async def open_deadlines(store: Store, site: str, *, after: tuple[str, str], limit: int) -> list[Deadline]:
    """Open deadlines in the order of (the rules that reckoned them, id), for a dry run."""
    c = t.deadlines.c
    further = or_(c.reckoned > after[0], and_(c.reckoned == after[0], c.id > after[1]))
    statement = select(t.deadlines).where(c.site == site, t.OPEN, c.reckoned >= after[0], further)
    rows = await store.rows(statement.order_by(c.reckoned, c.id).limit(limit))
    return [read(Deadline, row) for row in rows]


async def count_open(store: Store, site: str) -> int:
    row = await store.row(
        select(func.count()).select_from(_by(store, "deadlines_open")).where(site_column == site, t.OPEN)
    )
    return int(row[0]) if row else 0


async def deadlines_of(store: Store, ids: Collection[str]) -> list[Deadline]:
    rows = await store.rows(select(t.deadlines).where(store.among(t.deadlines.c.id, ids)))
    return [read(Deadline, row) for row in rows]


async def orders_of_numbers(store: Store, numbers: Collection[str], *, lock: bool) -> dict[str, Order]:
    """Orders by number. ``lock``: nobody else changes them before this transaction ends."""
    statement = select(t.orders).where(store.among(t.orders.c.number, numbers)).order_by(t.orders.c.number)
    if lock and store.locks_rows:
        statement = statement.with_for_update()
    return {row.number: read(Order, row) for row in await store.rows(statement)}


async def departments_of(store: Store, numbers: Collection[str], *, lock: bool) -> dict[str, str]:
    """The departments of those of these orders that are undone."""
    c = t.orders.c
    statement = select(c.number, c.department).where(store.among(c.number, numbers), c.state.in_(UNDONE))
    statement = statement.order_by(c.number)
    if lock and store.locks_rows:
        statement = statement.with_for_update()
    return {row.number: row.department for row in await store.rows(statement)}


async def on_shift_clock(store: Store, site: str) -> list[str]:
    """Numbers of the orders with an open deadline that runs while their department has somebody on shift."""
    source = _by(store, "deadlines_on_shift")
    statement: Select[Any] = (
        select(literal_column("number").label("number")).select_from(source).where(site_column == site, t.ON_SHIFT)
    )
    return sorted({row.number for row in await store.rows(statement)})


async def departments_on_shift(store: Store, site: str) -> frozenset[str]:
    """Departments that have somebody on shift."""
    c = t.chassis.staff.c
    statement = select(c.department).where(c.site == site, c.on_duty.is_(True), c.active.is_(True))
    return frozenset(row.department for row in await store.rows(statement))


# ------------------------------------------------------------------ checks
async def live_checks(store: Store, number: str) -> dict[str, Check]:
    statement = select(t.checks).where(t.checks.c.number == number, t.checks.c.live.is_(True))
    return {row.name: read(Check, row) for row in await store.rows(statement)}


async def check(store: Store, site: str, row_id: str) -> Check | None:
    row = await store.row(select(t.checks).where(t.checks.c.id == row_id, t.checks.c.site == site))
    return read(Check, row) if row else None


async def all_checks(store: Store, number: str) -> list[Check]:
    statement = select(t.checks).where(t.checks.c.number == number).order_by(t.checks.c.id)
    return [read(Check, row) for row in await store.rows(statement)]


# ------------------------------------------------------------------ moments and rules
async def heard(store: Store, number: str, cycle: int) -> dict[str, datetime]:
    """When the events that the line's clocks count from first came in this cycle, by key."""
    c = t.heard.c
    rows = await store.rows(select(c.key, c.at).where(c.number == number, c.cycle == cycle))
    return {row.key: row.at for row in rows}


def put_heard(store: Store, site: str, number: str, cycle: int, *, key: str, at: datetime) -> None:
    store.put(t.heard, number=number, cycle=cycle, key=key, site=site, at=at)


async def timing(store: Store, site: str, digest: str) -> str | None:
    """The document of the rules that deadlines were reckoned by."""
    c = t.timings.c
    row = await store.row(select(c.document).where(c.site == site, c.digest == digest))
    return row.document if row else None


def put_timing(store: Store, site: str, digest: str, document: str) -> None:
    store.put(t.timings, site=site, digest=digest, document=document)


async def working(store: Store, site: str) -> tuple[str, str] | None:
    """The (digest, document) of the playbook the site works with."""
    c = t.workings.c
    row = await store.row(select(c.digest, c.document).where(c.site == site))
    return (row.digest, row.document) if row else None


def put_working(store: Store, site: str, digest: str, document: str) -> None:
    store.put(t.workings, site=site, digest=digest, document=document)
