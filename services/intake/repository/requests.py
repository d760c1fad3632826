"""Requests as they stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, true, update

from chassis.store import Store
from services.intake.domain.lifecycle import OPEN
from services.intake.domain.paging import Place
from services.intake.repository.pages import page
from services.intake.tables import requests

IS_OPEN = requests.c.is_open == true()
IS_ENDED = requests.c.is_open != true()

_FIND = select(requests).where(requests.c.site == bindparam("site"), requests.c.number == bindparam("number"))
_FIND_LOCKED = _FIND.with_for_update()


def add_request(store: Store, **values: Any) -> None:
    store.insert(requests, is_open=values["state"] in OPEN, **values)


async def find_request(store: Store, site: str, number: str, *, lock: bool = False) -> Row[Any] | None:
    """The request; with ``lock`` nobody else changes it until the commit."""
    statement = _FIND_LOCKED if lock and store.locks_rows else _FIND
    return await store.row(statement, {"site": site, "number": number})


async def change_request(store: Store, site: str, number: str, **values: Any) -> None:
    """Change columns of one request; ``is_open`` follows ``state``."""
    if "state" in values:
        values["is_open"] = values["state"] in OPEN
    await store.execute(update(requests).where(requests.c.site == site, requests.c.number == number).values(**values))


async def list_requests(
    store: Store,
    site: str,
    filters: dict[str, str],
    *,
    recorded_until: datetime | None,
    after: Place | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Requests whose columns equal ``filters``, oldest first; open ones unless ``state`` names another."""
    ended = "state" in filters and filters["state"] not in OPEN
    statement = select(requests).where(requests.c.site == site, IS_ENDED if ended else IS_OPEN)
    statement = statement.where(*(requests.c[name] == value for name, value in filters.items()))
    if recorded_until is not None:
        statement = statement.where(requests.c.recorded_at <= recorded_until)
    return await store.rows(page(statement, requests.c.recorded_at, requests.c.number, after, limit))


async def open_requests_of(store: Store, site: str, owner: str, *, lock: bool = False) -> Sequence[Row[Any]]:
    """Open requests a person owns, oldest first."""
    statement = select(requests).where(requests.c.site == site, requests.c.owner == owner, IS_OPEN)
    statement = statement.order_by(requests.c.recorded_at, requests.c.number)
    return await store.rows(statement.with_for_update() if lock and store.locks_rows else statement)


async def move_requests(store: Store, site: str, numbers: Sequence[str], **values: Any) -> None:
    """These requests get another owner; offers that were pending on them lapse."""
    mine = (requests.c.site == site, requests.c.number.in_(numbers))
    await store.execute(update(requests).where(*mine).values(offered_to=None, **values))


async def open_by_line(store: Store, sites: Sequence[str]) -> Sequence[Row[Any]]:
    """(site, line, open, oldest) of the open requests."""
    oldest = func.min(requests.c.recorded_at).label("oldest")
    statement = select(requests.c.site, requests.c.line, func.count().label("open"), oldest)
    statement = statement.where(requests.c.site.in_(sites), IS_OPEN)
    return await store.rows(statement.group_by(requests.c.site, requests.c.line))
