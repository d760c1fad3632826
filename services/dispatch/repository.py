"""Every query of dispatch."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, Table, and_, func, or_, select, update

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import UNDONE, Approval, Check, Deadline, HistoryEntry, Order, Taken

R = TypeVar("R", Order, Taken, Deadline, Check, Approval)


def _read(kind: type[R], row: Row[Any]) -> R:
    return kind(**row._mapping)


# ------------------------------------------------------------------ orders
async def order(store: Store, site: str, number: str, *, lock: bool = False) -> Order | None:
    """The order of a request. ``lock``: nobody else changes it before this transaction ends."""
    statement = select(t.orders).where(t.orders.c.number == number, t.orders.c.site == site)
    if lock and store.locks_rows:
        statement = statement.with_for_update()
    row = await store.row(statement)
    return _read(Order, row) if row else None


async def orders_of(store: Store, statement: Select[Any]) -> list[Order]:
    return [_read(Order, row) for row in await store.rows(statement)]


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


# ------------------------------------------------------------------ what belongs to an order
def insert(store: Store, record: Order | Taken | Deadline | Check | Approval) -> None:
    """Write a new row."""
    store.insert(_TABLES[type(record)], **{f.name: getattr(record, f.name) for f in fields(record)})


async def save(store: Store, record: Deadline | Check | Approval) -> None:
    """Write a changed row."""
    table = _TABLES[type(record)]
    values = {f.name: getattr(record, f.name) for f in fields(record) if f.name != "id"}
    await store.execute(update(table).where(table.c.id == record.id).values(**values))


async def taken(store: Store, number: str) -> dict[str, Taken]:
    """The steps that stand taken, by name."""
    statement = select(t.steps).where(t.steps.c.number == number, t.steps.c.live.is_(True))
    return {row.step: _read(Taken, row) for row in await store.rows(statement)}


async def live_deadlines(store: Store, number: str) -> dict[str, Deadline]:
    """The deadlines that count, by step."""
    statement = select(t.deadlines).where(t.deadlines.c.number == number, t.deadlines.c.live.is_(True))
    return {row.step: _read(Deadline, row) for row in await store.rows(statement)}


async def deadline(store: Store, site: str, row_id: str) -> Deadline | None:
    row = await store.row(select(t.deadlines).where(t.deadlines.c.id == row_id, t.deadlines.c.site == site))
    return _read(Deadline, row) if row else None


async def all_deadlines(store: Store, number: str) -> list[Deadline]:
    statement = select(t.deadlines).where(t.deadlines.c.number == number).order_by(t.deadlines.c.id)
    return [_read(Deadline, row) for row in await store.rows(statement)]


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
    return [_read(Deadline, row) for row in await store.rows(statement.order_by(at, row_id).limit(limit))]


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


async def live_checks(store: Store, number: str) -> dict[str, Check]:
    statement = select(t.checks).where(t.checks.c.number == number, t.checks.c.live.is_(True))
    return {row.name: _read(Check, row) for row in await store.rows(statement)}


async def check(store: Store, site: str, row_id: str) -> Check | None:
    row = await store.row(select(t.checks).where(t.checks.c.id == row_id, t.checks.c.site == site))
    return _read(Check, row) if row else None


async def all_checks(store: Store, number: str) -> list[Check]:
    statement = select(t.checks).where(t.checks.c.number == number).order_by(t.checks.c.id)
    return [_read(Check, row) for row in await store.rows(statement)]


async def approvals(store: Store, number: str, *, live: bool) -> tuple[Approval, ...]:
    statement = select(t.approvals).where(t.approvals.c.number == number).order_by(t.approvals.c.id)
    if live:
        statement = statement.where(t.approvals.c.live.is_(True))
    return tuple(_read(Approval, row) for row in await store.rows(statement))


async def approval(store: Store, site: str, row_id: str) -> Approval | None:
    row = await store.row(select(t.approvals).where(t.approvals.c.id == row_id, t.approvals.c.site == site))
    return _read(Approval, row) if row else None


async def set_aside(store: Store, number: str, names: Sequence[str], *, checks: bool) -> None:
    """Keep these steps, with their deadlines and approvals, as history only; with ``checks`` also all questions."""
    for table in (t.steps, t.deadlines, t.approvals):
        chosen = table.c.number == number, table.c.step.in_(names), table.c.live.is_(True)
        await store.execute(update(table).where(*chosen).values(live=False))
    if checks:
        await store.execute(update(t.checks).where(t.checks.c.number == number).values(live=False))


# ------------------------------------------------------------------ what is known of a request beside its order
async def claims(store: Store, number: str) -> list[tuple[str, str, str]]:
    """What was announced of charges and allocations, as (id, claim, open|settled|voided)."""
    c = t.claims.c
    rows = await store.rows(select(c.id, c.claim, c.state).where(c.number == number))
    return [(row.id.rpartition(":")[0], row.claim, row.state) for row in rows]


def put_claim(store: Store, site: str, number: str, *, claim_id: str, claim: str, state: str) -> None:
    """Keep one announcement of a charge or allocation."""
    store.put(t.claims, id=f"{claim_id}:{state}", site=site, number=number, claim=claim, state=state)


async def owner(store: Store, number: str) -> str | None:
    row = await store.row(select(t.owners.c.owner).where(t.owners.c.number == number))
    return row.owner if row else None


def put_owner(store: Store, site: str, number: str, owner: str) -> None:
    store.put(t.owners, number=number, site=site, owner=owner)


def note_counter_request(store: Store, site: str, number: str) -> None:
    store.put(t.counter_requests, number=number, site=site)


async def is_counter_request(store: Store, number: str) -> bool:
    return await store.row(select(t.counter_requests.c.number).where(t.counter_requests.c.number == number)) is not None


# ------------------------------------------------------------------ playbook versions and timers
def keep_line(store: Store, site: str, playbook: str, version: int, *, line: str, document: str) -> None:
    store.put(t.playbook_lines, site=site, playbook=playbook, version=version, line=line, document=document)


async def kept_line(store: Store, site: str, playbook: str, version: int, line: str) -> str | None:
    c = t.playbook_lines.c
    row = await store.row(
        select(c.document).where(c.site == site, c.playbook == playbook, c.version == version, c.line == line)
    )
    return row.document if row else None


async def timer_exists(store: Store, timer_id: str) -> bool:
    timers = t.chassis.timers
    return await store.row(select(timers.c.id).where(timers.c.id == timer_id)) is not None


_TABLES: dict[type, Table] = {
    Order: t.orders,
    Taken: t.steps,
    Deadline: t.deadlines,
    Check: t.checks,
    Approval: t.approvals,
}
