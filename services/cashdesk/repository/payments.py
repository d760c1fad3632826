"""Payments, refunds and receipts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from chassis.store import Store
from contracts.cashdesk import ListRefunds
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables import payments, receipts, refunds

_SITE: BindParameter[str] = bindparam("site")
_ID: BindParameter[str] = bindparam("id")
_PAYMENT = select(payments).where(payments.c.id == _ID, payments.c.site == _SITE)
_REFUND = select(refunds).where(refunds.c.id == _ID, refunds.c.site == _SITE)
_REQUESTED = select(func.coalesce(func.sum(refunds.c.amount_minor), 0).label("minor")).where(
    refunds.c.payment_id == _ID, refunds.c.site == _SITE, refunds.c.state == "requested"
)
_RECEIPT = select(receipts.c.id).where(
    receipts.c.charge_id == _ID, receipts.c.site == _SITE, receipts.c.copy_of.is_(None)
)
_PAYMENTS_OF = (
    select(payments)
    .where(payments.c.charge_id.in_(bindparam("ids", expanding=True)), payments.c.corrected_by.is_(None))
    .order_by(payments.c.id)
)


def add_payment(store: Store, **values: Any) -> None:
    """A new payment, by column."""
    store.insert(payments, **values)


def save_payment(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, payments, row, **changes)


def add_refund(store: Store, **values: Any) -> None:
    """A new application for a refund, by column."""
    store.insert(refunds, **values)


def save_refund(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, refunds, row, **changes)


def add_receipt(store: Store, **values: Any) -> None:
    """A new receipt or copy of one, by column."""
    store.insert(receipts, **values)


async def get_payment(store: Store, site: str, payment_id: str) -> Row[Any]:
    """The payment, locked. Raises NotFound."""
    row = await row_for_update(store, _PAYMENT, {"id": payment_id, "site": site})
    if row is None:
        raise NotFound(
            f"no payment {payment_id} at {site}", errors={"payment_id": "see the payments of cashdesk.charges"}
        )
    return row


async def get_refund(store: Store, site: str, refund_id: str) -> Row[Any]:
    """The refund, locked. Raises NotFound."""
    row = await row_for_update(store, _REFUND, {"id": refund_id, "site": site})
    if row is None:
        raise NotFound(f"no refund {refund_id} at {site}", errors={"refund_id": "ask for one with request_refund"})
    return row


async def requested_minor(store: Store, site: str, payment_id: str) -> int:
    """What refunds that wait for a decision would take from a payment."""
    row = await store.row(_REQUESTED, {"id": payment_id, "site": site})
    return int(row.minor) if row is not None else 0


async def original_receipt(store: Store, site: str, charge_id: str) -> str | None:
    """The id of the receipt that was issued first, if any was."""
    row = await store.row(_RECEIPT, {"id": charge_id, "site": site})
    return None if row is None else str(row.id)


async def payments_of(store: Store, charge_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Payments that stand, by charge."""
    out: dict[str, list[Row[Any]]] = {charge_id: [] for charge_id in charge_ids}
    if charge_ids:
        for row in await store.rows(_PAYMENTS_OF, {"ids": list(charge_ids)}):
            out[row.charge_id].append(row)
    return out


async def refund_page(store: Store, site: str, query: ListRefunds) -> tuple[list[Row[Any]], bool]:
    """Refunds that match the query, newest last, and whether more follow."""
    statement = select(refunds).where(refunds.c.site == site).order_by(refunds.c.id)
    wanted = {refunds.c.number: query.number, refunds.c.state: query.state}
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(refunds.c.id > query.cursor)
    return await page(store, statement, query.limit)
