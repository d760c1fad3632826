"""Every query of intake's own tables but those of the stocktake. Site first, always."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql

from chassis.columns import to_micros
from chassis.store import Store
from services.intake.domain.lifecycle import OPEN
from services.intake.domain.paging import Place
from services.intake.tables import ledger, numbers, readings, record_entries, requests

IS_OPEN = requests.c.is_open == true()
IS_ENDED = requests.c.is_open != true()

_FIND = select(requests).where(requests.c.site == bindparam("site"), requests.c.number == bindparam("number"))
_FIND_LOCKED = _FIND.with_for_update()
_LAST = select(numbers.c.last).where(numbers.c.site == bindparam("site"), numbers.c.day == bindparam("day"))
_LAST_LOCKED = _LAST.with_for_update()


async def last_number(store: Store, site: str, day: date) -> int:
    """The last running number given out that day; on PostgreSQL nobody else takes one until the commit."""
    key = {"site": site, "day": day}
    if not store.locks_rows:
        row = await store.row(_LAST, key)
        return int(row.last) if row is not None else 0
    row = await store.row(_LAST_LOCKED, key)
    if row is None:
        # Two replicas may both find the new day empty: one row remains, and both then queue for its lock.
        await store.execute(postgresql.insert(numbers).values(**key, last=0).on_conflict_do_nothing())
        row = await store.row(_LAST_LOCKED, key)
    return int(row.last) if row is not None else 0


def keep_last_number(store: Store, site: str, day: date, last: int) -> None:
    store.put(numbers, site=site, day=day, last=last)


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
    return await store.rows(_page(statement, requests.c.recorded_at, requests.c.number, after, limit))


async def open_requests_of(store: Store, site: str, owner: str, *, lock: bool = False) -> Sequence[Row[Any]]:
    """Open requests a person owns, oldest first."""
    statement = select(requests).where(requests.c.site == site, requests.c.owner == owner, IS_OPEN)
    statement = statement.order_by(requests.c.recorded_at, requests.c.number)
    return await store.rows(statement.with_for_update() if lock and store.locks_rows else statement)


async def move_requests(store: Store, site: str, previous: str, owner: str) -> None:
    """All open requests of ``previous`` now belong to ``owner``; offers that were pending on them lapse."""
    mine = (requests.c.site == site, requests.c.owner == previous, IS_OPEN)
    await store.execute(update(requests).where(*mine).values(owner=owner, offered_to=None))


async def open_by_line(store: Store, sites: Sequence[str]) -> Sequence[Row[Any]]:
    """(site, line, open, oldest) of the open requests."""
    oldest = func.min(requests.c.recorded_at).label("oldest")
    statement = select(requests.c.site, requests.c.line, func.count().label("open"), oldest)
    statement = statement.where(requests.c.site.in_(sites), IS_OPEN)
    return await store.rows(statement.group_by(requests.c.site, requests.c.line))


def add_entry(store: Store, site: str, number: str, at: datetime, entry_id: str, **values: Any) -> None:
    """One line of the follow-up record; ``values``: type, service, actor, data."""
    store.insert(record_entries, site=site, number=number, at=at, id=entry_id, **values)


async def list_entries(store: Store, site: str, number: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    statement = select(record_entries).where(record_entries.c.site == site, record_entries.c.number == number)
    return await store.rows(_page(statement, record_entries.c.at, record_entries.c.id, after, limit))


async def entries_of_types(store: Store, site: str, number: str, types: Sequence[str]) -> Sequence[Row[Any]]:
    mine = (record_entries.c.site == site, record_entries.c.number == number, record_entries.c.type.in_(types))
    return await store.rows(select(record_entries).where(*mine).order_by(record_entries.c.at, record_entries.c.id))


def add_ledger_line(store: Store, site: str, number: str, **values: Any) -> None:
    """Write, or write anew, the ledger line of a complaint: day, recorded_at, complainant (masked), place."""
    store.put(ledger, site=site, number=number, **values)


async def list_ledger(
    store: Store, site: str, *, since: date | None, until: date | None, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Ledger lines with what became of each complaint, oldest first."""
    joined = ledger.join(requests, (requests.c.site == ledger.c.site) & (requests.c.number == ledger.c.number))
    told = ("severity", "department", "received_by", "state", "outcome")
    statement = select(ledger, *(requests.c[name] for name in told)).select_from(joined).where(ledger.c.site == site)
    if since is not None:
        statement = statement.where(ledger.c.day >= since)
    if until is not None:
        statement = statement.where(ledger.c.day <= until)
    return await store.rows(_page(statement, ledger.c.recorded_at, ledger.c.number, after, limit))


def add_reading(store: Store, site: str, number: str, at: datetime, reading_id: str, **values: Any) -> None:
    """One reading of personal data; ``values``: actor, purpose."""
    store.insert(readings, site=site, number=number, at=at, id=reading_id, **values)


async def list_readings(store: Store, site: str, number: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    statement = select(readings).where(readings.c.site == site, readings.c.number == number)
    return await store.rows(_page(statement, readings.c.at, readings.c.id, after, limit))


def _page(
    statement: Select[Any], at: ColumnElement[Any], key: ColumnElement[Any], after: Place | None, limit: int
) -> Select[Any]:
    """One row more than ``limit``, so that the caller sees whether another page follows."""
    if after is not None:
        micros, last = after
        here = tuple_(type_coerce(at, BigInteger), key)
        statement = statement.where(here > tuple_(literal(micros, BigInteger), literal(last)))
    return statement.order_by(at, key).limit(limit + 1)


def place(at: datetime, key: str) -> Place:
    """Where a row stands in its list."""
    return to_micros(at), key
