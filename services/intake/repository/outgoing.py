"""Notices and deliveries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select, text, update

from chassis.store import Store
from services.intake.domain.paging import Place
from services.intake.repository.pages import page
from services.intake.tables import deliveries, notices

_FIND = select(deliveries).where(
    deliveries.c.site == bindparam("site"), deliveries.c.delivery_id == bindparam("delivery_id")
)

_UNDELIVERED = text("deliveries.state = 'undeliverable'")
"""In words, because SQLite uses a partial index only for a query that repeats its condition literally."""


def add_notice(store: Store, site: str, notice_id: str, **values: Any) -> None:
    store.insert(notices, site=site, notice_id=notice_id, **values)


async def find_notice(store: Store, site: str, notice_id: str, *, lock: bool = False) -> Row[Any] | None:
    statement = select(notices).where(notices.c.site == site, notices.c.notice_id == notice_id)
    return await store.row(statement.with_for_update() if lock and store.locks_rows else statement)


async def change_notice(store: Store, site: str, notice_id: str, **values: Any) -> None:
    mine = (notices.c.site == site, notices.c.notice_id == notice_id)
    await store.execute(update(notices).where(*mine).values(**values))


async def list_notices(store: Store, site: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    statement = select(notices).where(notices.c.site == site)
    return await store.rows(page(statement, notices.c.published_at, notices.c.notice_id, after, limit))


async def count_states(store: Store, site: str, notice_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many deliveries of each notice stand in each state."""
    mine = (deliveries.c.site == site, store.among(deliveries.c.notice_id, notice_ids))
    statement = select(deliveries.c.notice_id, deliveries.c.state, func.count().label("total")).where(*mine)
    out: dict[str, dict[str, int]] = {notice_id: {} for notice_id in notice_ids}
    for row in await store.rows(statement.group_by(deliveries.c.notice_id, deliveries.c.state)):
        out[row.notice_id][row.state] = row.total
    return out


def add_delivery(store: Store, site: str, delivery_id: str, **values: Any) -> None:
    store.insert(deliveries, site=site, delivery_id=delivery_id, **values)


async def find_delivery(store: Store, site: str, delivery_id: str, *, lock: bool = False) -> Row[Any] | None:
    statement = _FIND.with_for_update() if lock and store.locks_rows else _FIND
    return await store.row(statement, {"site": site, "delivery_id": delivery_id})


async def change_delivery(store: Store, site: str, delivery_id: str, **values: Any) -> None:
    mine = (deliveries.c.site == site, deliveries.c.delivery_id == delivery_id)
    await store.execute(update(deliveries).where(*mine).values(**values))


async def deliveries_of(store: Store, site: str, notice_id: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    """The deliveries of a notice, in the order they were made."""
    statement = select(deliveries).where(deliveries.c.site == site, deliveries.c.notice_id == notice_id)
    return await store.rows(page(statement, deliveries.c.created_at, deliveries.c.delivery_id, after, limit))


async def deliveries_about(store: Store, site: str, number: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    """All deliveries that belong to a request, in the order they were made."""
    statement = select(deliveries).where(deliveries.c.site == site, deliveries.c.number == number)
    return await store.rows(page(statement, deliveries.c.created_at, deliveries.c.delivery_id, after, limit))


async def undelivered(
    store: Store, site: str, number: str | None, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """What could not be delivered, oldest first."""
    statement = select(deliveries).where(deliveries.c.site == site, _UNDELIVERED)
    if number is not None:
        statement = statement.where(deliveries.c.number == number)
    return await store.rows(page(statement, deliveries.c.created_at, deliveries.c.delivery_id, after, limit))


async def any_waiting(store: Store, site: str, notice_id: str) -> bool:
    """Whether some delivery of the notice still waits."""
    mine = (deliveries.c.site == site, deliveries.c.notice_id == notice_id, deliveries.c.state == "waiting")
    return await store.row(select(deliveries.c.delivery_id).where(*mine).limit(1)) is not None


async def count_undelivered(store: Store, sites: Sequence[str]) -> dict[str, int]:
    """How many deliveries of each site were given up; sites without any are left out."""
    statement = select(deliveries.c.site, func.count().label("total")).where(deliveries.c.site.in_(sites), _UNDELIVERED)
    return {row.site: row.total for row in await store.rows(statement.group_by(deliveries.c.site))}
