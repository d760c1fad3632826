"""What is owed to customers, and what of it was paid."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from chassis.store import Store
from contracts.cashdesk import ListPayouts
from services.cashdesk.repository.reading import page, rows_for_update, save
from services.cashdesk.tables import payouts

_OF_REQUEST = (
    select(payouts)
    .where(payouts.c.site == bindparam("site"), payouts.c.number == bindparam("number"))
    .order_by(payouts.c.id)
)
_HELD = (
    select(payouts)
    .where(payouts.c.site == bindparam("site"), payouts.c.state == "open", payouts.c.clerk == bindparam("clerk"))
    .order_by(payouts.c.id)
)


def add_payout(store: Store, **values: Any) -> None:
    """A new payout, by column."""
    store.insert(payouts, **values)


def save_payout(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, payouts, row, **changes)


async def payouts_of(store: Store, site: str, number: str) -> Sequence[Row[Any]]:
    """All payouts of a request, locked."""
    return await rows_for_update(store, _OF_REQUEST, {"site": site, "number": number})


async def held_payouts(store: Store, site: str, clerk: str) -> Sequence[Row[Any]]:
    """Open payouts that came of steps this person signed, oldest first."""
    return await store.rows(_HELD, {"site": site, "clerk": clerk})


async def payout_page(store: Store, site: str, query: ListPayouts) -> tuple[list[Row[Any]], bool]:
    """Payouts that match the query, newest last, and whether more follow."""
    statement = select(payouts).where(payouts.c.site == site).order_by(payouts.c.id)
    wanted = {payouts.c.number: query.number, payouts.c.state: query.state}
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(payouts.c.id > query.cursor)
    return await page(store, statement, query.limit)
