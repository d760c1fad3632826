"""Security deposits and their parts: what was given back, kept, or waits for a decision."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from chassis.store import Store
from contracts.cashdesk import ListSecurityDeposits
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables import security_deposit_parts, security_deposits

_SITE: BindParameter[str] = bindparam("site")
_ID: BindParameter[str] = bindparam("id")
_DEPOSIT = select(security_deposits).where(security_deposits.c.id == _ID, security_deposits.c.site == _SITE)
_PART = select(security_deposit_parts).where(security_deposit_parts.c.id == _ID, security_deposit_parts.c.site == _SITE)
_ASKED = select(func.coalesce(func.sum(security_deposit_parts.c.amount_minor), 0).label("minor")).where(
    security_deposit_parts.c.deposit_id == _ID,
    security_deposit_parts.c.site == _SITE,
    security_deposit_parts.c.state == "requested",
)
_KEEPS = (
    select(security_deposit_parts)
    .where(
        security_deposit_parts.c.deposit_id.in_(bindparam("ids", expanding=True)),
        security_deposit_parts.c.kind == "keep",
    )
    .order_by(security_deposit_parts.c.id)
)


def add_security_deposit(store: Store, **values: Any) -> None:
    """A deposit that was taken, by column."""
    store.insert(security_deposits, **values)


def save_security_deposit(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, security_deposits, row, **changes)


def add_part(store: Store, **values: Any) -> None:
    """A return, or an application to keep, by column."""
    store.insert(security_deposit_parts, **values)


def save_part(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, security_deposit_parts, row, **changes)


async def get_security_deposit(store: Store, site: str, deposit_id: str) -> Row[Any]:
    """The deposit, locked. Raises NotFound."""
    row = await row_for_update(store, _DEPOSIT, {"id": deposit_id, "site": site})
    if row is None:
        raise NotFound(
            f"no security deposit {deposit_id} at {site}", errors={"deposit_id": "see cashdesk.security_deposits"}
        )
    return row


async def get_part(store: Store, site: str, part_id: str, kind: str) -> Row[Any]:
    """A part of that kind (``return`` or ``keep``), locked. Raises NotFound."""
    row = await row_for_update(store, _PART, {"id": part_id, "site": site})
    if row is None or row.kind != kind:
        remedy = {"keep_id": "apply with keep_security_deposit, or see the keeps of cashdesk.security_deposits"}
        raise NotFound(f"no {kind} {part_id} of a security deposit at {site}", errors=remedy)
    return row


async def asked_minor(store: Store, site: str, deposit_id: str) -> int:
    """What applications that wait for a decision would keep."""
    row = await store.row(_ASKED, {"id": deposit_id, "site": site})
    return int(row.minor) if row is not None else 0


async def keeps_of(store: Store, deposit_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Applications to keep and what became of them, by deposit."""
    out: dict[str, list[Row[Any]]] = {deposit_id: [] for deposit_id in deposit_ids}
    if deposit_ids:
        for row in await store.rows(_KEEPS, {"ids": list(deposit_ids)}):
            out[row.deposit_id].append(row)
    return out


async def security_deposit_page(store: Store, site: str, query: ListSecurityDeposits) -> tuple[list[Row[Any]], bool]:
    """Deposits that match the query, newest last, and whether more follow."""
    table = security_deposits.c
    statement = select(security_deposits).where(table.site == site).order_by(table.id)
    wanted = {
        table.id: query.deposit_id,
        table.number: query.number,
        table.item: query.item,
        table.state: query.state,
    }
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(table.id > query.cursor)
    return await page(store, statement, query.limit)
