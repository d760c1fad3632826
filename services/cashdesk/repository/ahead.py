"""What the messages of one transaction need, read and locked with one statement a table for all of them.

Rows are locked in the order of their keys, and the tables always in the same order: two transactions that read ahead
do not wait for each other.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.store import Store
from services.cashdesk.repository.kept import keep
from services.cashdesk.tables import allocations, cancellations, charges, drawer_sessions, stock_units

_SERIALISE = select(func.pg_advisory_xact_lock(func.hashtext(func.unnest(bindparam("keys", type_=ARRAY(Text))))))


async def charges_ahead(store: Store, site: str, ids: Collection[str]) -> list[Row[Any]]:
    """The charges, kept by id; those there are."""
    found = await _locked(
        store, select(charges).where(charges.c.site == site, store.among(charges.c.id, ids)).order_by(charges.c.id)
    )
    keep(store, {("charge", site, row.id): row for row in found})
    return found


async def sessions_ahead(store: Store, site: str, clerks: Collection[str]) -> None:
    """The open drawer sessions of the clerks."""
    table = drawer_sessions
    statement = select(table).where(
        table.c.site == site, table.c.closed_at.is_(None), store.among(table.c.clerk, clerks)
    )
    found = await _locked(store, statement.order_by(table.c.id))
    asked = [("session", site, clerk) for clerk in clerks]
    keep(store, {("session", site, row.clerk): row for row in found}, asked)


async def units_ahead(store: Store, site: str, wanted: Mapping[tuple[str, str], Collection[int]]) -> None:
    """Pieces: numbers by type and series."""
    table = stock_units
    for (kind, series), numbers in sorted(wanted.items()):
        statement = select(table).where(
            table.c.site == site, table.c.type == kind, table.c.series == series, store.among(table.c.number, numbers)
        )
        found = await _locked(store, statement.order_by(table.c.number))
        asked = [("unit", site, kind, series, number) for number in numbers]
        keep(store, {("unit", site, kind, series, row.number): row for row in found}, asked)


async def states_ahead(store: Store, site: str, numbers: Collection[str]) -> None:
    """The states of all charges and allocations of requests, which nobody else settles until the commit."""
    if store.locks_rows:
        await store.rows(_SERIALISE, {"keys": [f"{site}:{number}" for number in sorted(numbers)]})
    parts = (
        select(table.c.number, table.c.id, table.c.state).where(
            table.c.site == site, store.among(table.c.number, numbers)
        )
        for table in (charges, allocations)
    )
    found: dict[str, dict[str, str]] = {number: {} for number in numbers}
    for row in await store.rows(union_all(*parts)):
        found[row.number][row.id] = row.state
    keep(store, {("states", site, number): states for number, states in found.items()})


async def requests_ahead(store: Store, site: str, numbers: Collection[str]) -> None:
    """The charges of requests, and which requests were cancelled."""
    cancelled = select(cancellations.c.number).where(
        cancellations.c.site == site, store.among(cancellations.c.number, numbers)
    )
    gone = {row.number for row in await store.rows(cancelled)}
    statement = select(charges).where(charges.c.site == site, store.among(charges.c.number, numbers))
    rows: dict[str, list[Row[Any]]] = {number: [] for number in numbers}
    for row in await _locked(store, statement.order_by(charges.c.id)):
        rows[row.number].append(row)
    keep(store, {("cancelled", site, number): number in gone for number in numbers})
    keep(store, {("charges", site, number): found for number, found in rows.items()})


async def _locked(store: Store, statement: Select[Any]) -> list[Row[Any]]:
    return list(await store.rows(statement.with_for_update() if store.locks_rows else statement))
