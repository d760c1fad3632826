"""Charges, allocations and cancelled requests."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select, union_all

from chassis.store import Store
from contracts.cashdesk import ListAllocations, ListCharges
from contracts.problems import NotFound
from services.cashdesk.repository.kept import forget, kept
from services.cashdesk.repository.reading import page, row_for_update, rows_for_update, save
from services.cashdesk.tables import allocations, cancellations, charges

_SITE: BindParameter[str] = bindparam("site")
_NUMBER: BindParameter[str] = bindparam("number")
_ID: BindParameter[str] = bindparam("id")
_CLERK: BindParameter[str] = bindparam("clerk")
_CHARGE = select(charges).where(charges.c.id == _ID, charges.c.site == _SITE)
_CHARGES_OF = select(charges).where(charges.c.site == _SITE, charges.c.number == _NUMBER).order_by(charges.c.id)
_ALLOCATION = select(allocations).where(allocations.c.id == _ID, allocations.c.site == _SITE)
_ALLOCATIONS_OF = (
    select(allocations).where(allocations.c.site == _SITE, allocations.c.number == _NUMBER).order_by(allocations.c.id)
)
_STATES = union_all(
    select(charges.c.state).where(charges.c.site == _SITE, charges.c.number == _NUMBER),
    select(allocations.c.state).where(allocations.c.site == _SITE, allocations.c.number == _NUMBER),
)
_CANCELLED = select(cancellations.c.number).where(cancellations.c.site == _SITE, cancellations.c.number == _NUMBER)
_HELD_CHARGES = (
    select(charges)
    .where(charges.c.site == _SITE, charges.c.state == "open", charges.c.clerk == _CLERK)
    .order_by(charges.c.id)
)
_HELD_ALLOCATIONS = (
    select(allocations)
    .where(allocations.c.site == _SITE, allocations.c.state == "open", allocations.c.clerk == _CLERK)
    .order_by(allocations.c.id)
)


def add_charge(store: Store, **values: Any) -> None:
    """A new charge, by column."""
    _forget(store, values["site"], values["number"], values["id"])
    store.insert(charges, **values)


def save_charge(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    _forget(store, row.site, row.number, row.id)
    save(store, charges, row, **changes)


def add_allocation(store: Store, **values: Any) -> None:
    """A new allocation, by column."""
    forget(store, ("states", values["site"], values["number"]))
    store.insert(allocations, **values)


def save_allocation(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    forget(store, ("states", row.site, row.number))
    save(store, allocations, row, **changes)


def add_cancellation(store: Store, **values: Any) -> None:
    """Remember a cancelled request, by column; the same one again changes nothing but its moment."""
    forget(store, ("cancelled", values["site"], values["number"]))
    store.put(cancellations, **values)


def _forget(store: Store, site: str, number: str, charge_id: str) -> None:
    forget(store, ("charge", site, charge_id), ("charges", site, number), ("states", site, number))


async def get_charge(store: Store, site: str, charge_id: str) -> Row[Any]:
    """The charge, locked. Raises NotFound."""
    row: Row[Any] | None = kept(store).get(("charge", site, charge_id))
    if row is None:
        row = await row_for_update(store, _CHARGE, {"id": charge_id, "site": site})
    if row is None:
        raise NotFound(
            f"no charge {charge_id} at {site}", errors={"charge_id": "see cashdesk.charges for those there are"}
        )
    return row


async def get_allocation(store: Store, site: str, allocation_id: str) -> Row[Any]:
    """The allocation, locked. Raises NotFound."""
    row = await row_for_update(store, _ALLOCATION, {"id": allocation_id, "site": site})
    if row is None:
        raise NotFound(
            f"no allocation {allocation_id} at {site}",
            errors={"allocation_id": "see cashdesk.allocations for those there are"},
        )
    return row


async def charges_of(store: Store, site: str, number: str) -> Sequence[Row[Any]]:
    """All charges of a request, locked."""
    found: Sequence[Row[Any]] | None = kept(store).get(("charges", site, number))
    if found is not None:
        return found
    return await rows_for_update(store, _CHARGES_OF, {"site": site, "number": number})


async def allocations_of(store: Store, site: str, number: str) -> Sequence[Row[Any]]:
    """All allocations of a request, locked."""
    return await rows_for_update(store, _ALLOCATIONS_OF, {"site": site, "number": number})


def states_ahead_of(store: Store, site: str, number: str) -> dict[str, str] | None:
    """The states of all charges and allocations of a request by their ids; None unless they were read ahead, under
    the lock of the request, and are still those."""
    states: dict[str, str] | None = kept(store).get(("states", site, number))
    return states


async def states_of(store: Store, site: str, number: str) -> list[str]:
    """The states of all charges and allocations of a request."""
    return [row.state for row in await store.rows(_STATES, {"site": site, "number": number})]


async def is_cancelled(store: Store, site: str, number: str) -> bool:
    known: bool | None = kept(store).get(("cancelled", site, number))
    if known is not None:
        return known
    return await store.row(_CANCELLED, {"site": site, "number": number}) is not None


async def held_charges(store: Store, site: str, clerk: str) -> Sequence[Row[Any]]:
    """Open charges that this clerk raised, oldest first."""
    return await store.rows(_HELD_CHARGES, {"site": site, "clerk": clerk})


async def held_allocations(store: Store, site: str, clerk: str) -> Sequence[Row[Any]]:
    """Unsigned allocations that this clerk recorded, oldest first."""
    return await store.rows(_HELD_ALLOCATIONS, {"site": site, "clerk": clerk})


async def charge_page(store: Store, site: str, query: ListCharges) -> tuple[list[Row[Any]], bool]:
    """Charges that match the query, newest last, and whether more follow."""
    statement = select(charges).where(charges.c.site == site).order_by(charges.c.id)
    wanted = {
        charges.c.number: query.number,
        charges.c.item: query.item,
        charges.c.day: query.day.isoformat() if query.day else None,
        charges.c.state: query.state,
    }
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(charges.c.id > query.cursor)
    return await page(store, statement, query.limit)


async def allocation_page(store: Store, site: str, query: ListAllocations) -> tuple[list[Row[Any]], bool]:
    """Allocations that match the query, newest last, and whether more follow."""
    statement = select(allocations).where(allocations.c.site == site).order_by(allocations.c.id)
    wanted = {allocations.c.department: query.department, allocations.c.number: query.number}
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(allocations.c.id > query.cursor)
    return await page(store, statement, query.limit)
