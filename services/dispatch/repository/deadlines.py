"""Deadlines and checks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import Check, Deadline
from services.dispatch.repository.rows import read


async def live_deadlines(store: Store, number: str) -> dict[str, Deadline]:
    """The deadlines that count, by step."""
    statement = select(t.deadlines).where(t.deadlines.c.number == number, t.deadlines.c.live.is_(True))
    return {row.step: read(Deadline, row) for row in await store.rows(statement)}


async def deadline(store: Store, site: str, row_id: str) -> Deadline | None:
    row = await store.row(select(t.deadlines).where(t.deadlines.c.id == row_id, t.deadlines.c.site == site))
    return read(Deadline, row) if row else None


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


async def live_checks(store: Store, number: str) -> dict[str, Check]:
    statement = select(t.checks).where(t.checks.c.number == number, t.checks.c.live.is_(True))
    return {row.name: read(Check, row) for row in await store.rows(statement)}


async def check(store: Store, site: str, row_id: str) -> Check | None:
    row = await store.row(select(t.checks).where(t.checks.c.id == row_id, t.checks.c.site == site))
    return read(Check, row) if row else None


async def all_checks(store: Store, number: str) -> list[Check]:
    statement = select(t.checks).where(t.checks.c.number == number).order_by(t.checks.c.id)
    return [read(Check, row) for row in await store.rows(statement)]
