"""Drawer sessions and cash on its way from hand to hand."""

from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, or_, select

from chassis.store import Store
from contracts.cashdesk import ListTransfers
from contracts.problems import NotFound
from services.cashdesk.repository.kept import forget, kept
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables import drawer_sessions, transfers

_SITE: BindParameter[str] = bindparam("site")
_OPEN = select(drawer_sessions).where(drawer_sessions.c.site == _SITE, drawer_sessions.c.closed_at.is_(None))
_OPEN_OF_CLERK = _OPEN.where(drawer_sessions.c.clerk == bindparam("clerk"))
_OPEN_OF_DRAWER = _OPEN.where(drawer_sessions.c.drawer == bindparam("drawer"))
_LAST_CLOSED = (
    select(drawer_sessions)
    .where(
        drawer_sessions.c.site == _SITE,
        drawer_sessions.c.drawer == bindparam("drawer"),
        drawer_sessions.c.closed_at.is_not(None),
    )
    .order_by(drawer_sessions.c.closed_at.desc(), drawer_sessions.c.id.desc())
    .limit(1)
)
_TRANSFER = select(transfers).where(transfers.c.id == bindparam("id"), transfers.c.site == _SITE)
_OFFERED = select(func.coalesce(func.sum(transfers.c.amount_minor), 0).label("minor")).where(
    transfers.c.site == _SITE, transfers.c.source == bindparam("source"), transfers.c.state == "offered"
)
_UNDECIDED = (
    select(transfers)
    .where(
        transfers.c.site == _SITE,
        transfers.c.state == "offered",
        or_(transfers.c.giver == bindparam("person"), transfers.c.receiver == bindparam("person")),
    )
    .order_by(transfers.c.id)
)


def add_session(store: Store, **values: Any) -> None:
    """A drawer that was opened, by column."""
    forget(store, ("session", values["site"], values["clerk"]))
    store.insert(drawer_sessions, **values)


def save_session(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    forget(store, ("session", row.site, row.clerk))
    save(store, drawer_sessions, row, **changes)


def add_transfer(store: Store, **values: Any) -> None:
    """A new offer of cash, by column."""
    store.insert(transfers, **values)


def save_transfer(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, transfers, row, **changes)


async def session_of_clerk(store: Store, site: str, clerk: str) -> Row[Any] | None:
    """The open session of a clerk, locked."""
    key = ("session", site, clerk)
    rows = kept(store)
    if key in rows:
        row: Row[Any] | None = rows[key]
        return row
    return await row_for_update(store, _OPEN_OF_CLERK, {"site": site, "clerk": clerk})


async def session_of_drawer(store: Store, site: str, drawer: str) -> Row[Any] | None:
    """The open session of a drawer, locked."""
    return await row_for_update(store, _OPEN_OF_DRAWER, {"site": site, "drawer": drawer})


async def read_session_of_clerk(store: Store, site: str, clerk: str) -> Row[Any] | None:
    """The open session of a clerk, to look at."""
    return await store.row(_OPEN_OF_CLERK, {"site": site, "clerk": clerk})


async def read_session_of_drawer(store: Store, site: str, drawer: str) -> Row[Any] | None:
    """The open session of a drawer, to look at."""
    return await store.row(_OPEN_OF_DRAWER, {"site": site, "drawer": drawer})


async def open_sessions(store: Store, site: str) -> list[Row[Any]]:
    """All drawers that are open."""
    return list(await store.rows(_OPEN.order_by(drawer_sessions.c.drawer), {"site": site}))


async def last_closed(store: Store, site: str, drawer: str) -> Row[Any] | None:
    return await store.row(_LAST_CLOSED, {"site": site, "drawer": drawer})


async def get_transfer(store: Store, site: str, transfer_id: str) -> Row[Any]:
    """The hand-over, locked. Raises NotFound."""
    row = await row_for_update(store, _TRANSFER, {"id": transfer_id, "site": site})
    if row is None:
        raise NotFound(f"no hand-over {transfer_id} at {site}", errors={"transfer_id": "offer one with hand_over_cash"})
    return row


async def offered_minor(store: Store, site: str, source: str) -> int:
    """Cash of an account that is offered to somebody and not yet confirmed."""
    row = await store.row(_OFFERED, {"site": site, "source": source})
    return int(row.minor) if row is not None else 0


async def undecided(store: Store, site: str, person: str) -> list[Row[Any]]:
    """Offers of cash from or to a person that nobody has confirmed, oldest first."""
    return list(await store.rows(_UNDECIDED, {"site": site, "person": person}))


async def transfer_page(store: Store, site: str, query: ListTransfers) -> tuple[list[Row[Any]], bool]:
    """Hand-overs that match the query, newest last, and whether more follow."""
    statement = select(transfers).where(transfers.c.site == site).order_by(transfers.c.id)
    if query.person is not None:
        statement = statement.where(or_(transfers.c.giver == query.person, transfers.c.receiver == query.person))
    if query.state is not None:
        statement = statement.where(transfers.c.state == query.state)
    if query.cursor is not None:
        statement = statement.where(transfers.c.id > query.cursor)
    return await page(store, statement, query.limit)
