"""Differences that wait for an approver, and what became of them."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from chassis.store import Store
from contracts.cashdesk import ListDifferences
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables import differences

_SITE = differences.c.site == bindparam("site")
_DIFFERENCE = select(differences).where(_SITE, differences.c.id == bindparam("id"))
_UNSETTLED = select(differences).where(_SITE, differences.c.state.in_(["open", "refused"])).order_by(differences.c.id)


def add_difference(store: Store, **values: Any) -> None:
    store.insert(differences, **values)


def save_difference(store: Store, row: Row[Any], **changes: Any) -> None:
    save(store, differences, row, **changes)


async def get_difference(store: Store, site: str, difference_id: str) -> Row[Any]:
    """The difference, locked. Raises NotFound."""
    row = await row_for_update(store, _DIFFERENCE, {"site": site, "id": difference_id})
    if row is None:
        remedy = "see cashdesk.differences for those there are"
        raise NotFound(f"no difference {difference_id} at {site}", errors={"difference_id": remedy})
    return row


async def unsettled(store: Store, site: str) -> list[Row[Any]]:
    """Those not approved yet, oldest first."""
    return list(await store.rows(_UNSETTLED, {"site": site}))


async def difference_page(store: Store, site: str, query: ListDifferences) -> tuple[list[Row[Any]], bool]:
    """Differences that match the query, newest last, and whether more follow."""
    statement = select(differences).where(differences.c.site == site).order_by(differences.c.id)
    if query.state is not None:
        statement = statement.where(differences.c.state == query.state)
    if query.counted_by is not None:
        statement = statement.where(differences.c.counted_by == query.counted_by)
    if query.cursor is not None:
        statement = statement.where(differences.c.id > query.cursor)
    return await page(store, statement, query.limit)
