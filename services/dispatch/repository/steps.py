"""Steps taken, and the approvals they asked for."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import Approval, Taken
from services.dispatch.repository.prefetched import forget
from services.dispatch.repository.rows import read


async def taken(store: Store, number: str) -> dict[str, Taken]:
    """The steps that stand taken, by name."""
    statement = select(t.steps).where(t.steps.c.number == number, t.steps.c.live.is_(True))
    return {row.step: read(Taken, row) for row in await store.rows(statement)}


async def taken_in(store: Store, numbers: Collection[str]) -> list[Taken]:
    """The steps that stand taken in any of these orders."""
    if not numbers:
        return []
    statement = select(t.steps).where(store.among(t.steps.c.number, numbers), t.steps.c.live.is_(True))
    return [read(Taken, row) for row in await store.rows(statement)]


async def set_aside(store: Store, number: str, names: Sequence[str], *, checks: bool) -> None:
    """Keep these steps, with their approvals, as history only; with ``checks`` also all questions."""
    forget(store, number)
    for table in (t.steps, t.approvals):
        chosen = table.c.number == number, table.c.step.in_(names), table.c.live.is_(True)
        await store.execute(update(table).where(*chosen).values(live=False))
    if checks:
        await store.execute(update(t.checks).where(t.checks.c.number == number).values(live=False))


async def approvals(store: Store, number: str, *, live: bool) -> tuple[Approval, ...]:
    statement = select(t.approvals).where(t.approvals.c.number == number).order_by(t.approvals.c.id)
    if live:
        statement = statement.where(t.approvals.c.live.is_(True))
    return tuple(read(Approval, row) for row in await store.rows(statement))


async def approval(store: Store, site: str, row_id: str) -> Approval | None:
    row = await store.row(select(t.approvals).where(t.approvals.c.id == row_id, t.approvals.c.site == site))
    return read(Approval, row) if row else None
