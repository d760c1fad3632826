"""Who has which customer on the telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from chassis.store import Store
from services.followup.tables import leases


@dataclass(frozen=True)
class Lease:
    """Of one request's customer. Without a ``holder``: nobody's."""

    number: str
    customer: str
    holder: str | None
    callback_id: str | None
    expires_at: datetime | None

    def held_at(self, now: datetime) -> bool:
        return self.holder is not None and self.expires_at is not None and self.expires_at > now


def know_customer(store: Store, site: str, number: str, customer: str) -> None:
    """That this request is that customer's; nobody has taken it."""
    store.put(leases, site=site, number=number, customer=customer)


async def of_customer(store: Store, site: str, number: str, *, to_change: bool = False) -> list[Lease]:
    """Of all requests of this request's customer; empty where the request was not heard of."""
    table = leases
    whose = select(table.c.customer).where(table.c.site == site, table.c.number == number).scalar_subquery()
    query = select(table).where(table.c.site == site, table.c.customer == whose).order_by(table.c.number)
    if to_change and store.locks_rows:
        query = query.with_for_update()
    return [_lease(row) for row in await store.rows(query)]


async def held(store: Store, site: str, numbers: list[str], now: datetime) -> dict[str, Lease]:
    """Those of these requests whose customer somebody has."""
    table = leases
    query = select(table).where(table.c.site == site, store.among(table.c.number, numbers), table.c.expires_at > now)
    return {row.number: _lease(row) for row in await store.rows(query)}


async def held_by(store: Store, site: str, holder: str, *, to_change: bool = False) -> list[Lease]:
    table = leases
    query = select(table).where(table.c.site == site, table.c.holder == holder).order_by(table.c.number)
    if to_change and store.locks_rows:
        query = query.with_for_update()
    return [_lease(row) for row in await store.rows(query)]


async def hold(
    store: Store, site: str, customer: str, holder: str | None, callback_id: str | None, until: datetime | None
) -> None:
    """All requests of the customer become the holder's until then, or nobody's."""
    table = leases
    statement = update(table).where(table.c.site == site, table.c.customer == customer)
    await store.execute(statement.values(holder=holder, callback_id=callback_id, expires_at=until))


def _lease(row: Any) -> Lease:
    return Lease(**{name: getattr(row, name) for name in Lease.__dataclass_fields__})
