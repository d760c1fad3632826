"""What all queries share: locks, saving a changed row, pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, func, select

from chassis.store import Store

_SERIALISE = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("key"))))


async def serialise(store: Store, key: str) -> None:
    """Let only one transaction at a time go on with ``key``, until its commit. For sums that no single row guards."""
    if store.locks_rows:
        await store.rows(_SERIALISE, {"key": key})


async def row_for_update(store: Store, statement: Select[Any], parameters: dict[str, Any]) -> Row[Any] | None:
    return await store.row(statement.with_for_update() if store.locks_rows else statement, parameters)


async def rows_for_update(store: Store, statement: Select[Any], parameters: dict[str, Any]) -> Sequence[Row[Any]]:
    return await store.rows(statement.with_for_update() if store.locks_rows else statement, parameters)


def save(store: Store, table: Table, row: Row[Any], **changes: Any) -> None:
    """Write ``row`` back with ``changes``."""
    store.put(table, **(dict(row._mapping) | changes))


async def page(store: Store, statement: Select[Any], limit: int) -> tuple[list[Row[Any]], bool]:
    """The first ``limit`` rows, and whether more follow."""
    found = list(await store.rows(statement.limit(limit + 1)))
    return found[:limit], len(found) > limit
