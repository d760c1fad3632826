"""Lent things and their loans."""

from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, or_, select

from chassis.store import Store
from contracts.cashdesk import ListItems, ListLoans
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables.lending import lent_items, loans

_SITE: BindParameter[str] = bindparam("site")
_ITEM = select(lent_items).where(lent_items.c.site == _SITE, lent_items.c.item == bindparam("item"))
_LOAN = select(loans).where(loans.c.id == bindparam("id"), loans.c.site == _SITE)
_OPEN = (
    select(loans)
    .where(
        loans.c.site == _SITE,
        or_(
            loans.c.borrower == bindparam("person"),
            (loans.c.lender == bindparam("person")) & (loans.c.state == "offered"),
        ),
        loans.c.state.in_(["offered", "lent", "returning", "missing"]),
    )
    .order_by(loans.c.id)
)


def add_item(store: Store, **values: Any) -> None:
    """A new thing, by column."""
    store.insert(lent_items, **values)


def save_item(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, lent_items, row, **changes)


def add_loan(store: Store, **values: Any) -> None:
    """A new loan, by column."""
    store.insert(loans, **values)


def save_loan(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, loans, row, **changes)


async def find_item(store: Store, site: str, item: str) -> Row[Any] | None:
    """The thing, locked, if there is one."""
    return await row_for_update(store, _ITEM, {"site": site, "item": item})


async def get_item(store: Store, site: str, item: str) -> Row[Any]:
    """The thing, locked. Raises NotFound."""
    row = await find_item(store, site, item)
    if row is None:
        raise NotFound(f"nothing called '{item}' is lent at {site}", errors={"item": "see cashdesk.items"})
    return row


async def find_loan(store: Store, site: str, loan_id: str) -> Row[Any] | None:
    """The loan, locked, if there is one."""
    return await row_for_update(store, _LOAN, {"id": loan_id, "site": site})


async def get_loan(store: Store, site: str, loan_id: str) -> Row[Any]:
    """The loan, locked. Raises NotFound."""
    row = await find_loan(store, site, loan_id)
    if row is None:
        raise NotFound(f"no loan {loan_id} at {site}", errors={"loan_id": "see cashdesk.loans"})
    return row


async def open_loans(store: Store, site: str, person: str) -> list[Row[Any]]:
    """What a person has borrowed, or offered and nobody accepted yet, oldest first."""
    return list(await store.rows(_OPEN, {"site": site, "person": person}))


async def item_page(store: Store, site: str, query: ListItems, now: Any) -> tuple[list[Row[Any]], bool]:
    """Things that match the query, by name, and whether more follow."""
    statement = select(lent_items).where(lent_items.c.site == site).order_by(lent_items.c.item)
    wanted = {lent_items.c.kind: query.kind, lent_items.c.holder: query.holder}
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.overdue is not None:
        late = lent_items.c.holder.is_not(None) & (lent_items.c.due_at < now)
        not_late = lent_items.c.holder.is_(None) | (lent_items.c.due_at >= now)
        statement = statement.where(late if query.overdue else not_late)
    if query.cursor is not None:
        statement = statement.where(lent_items.c.item > query.cursor)
    return await page(store, statement, query.limit)


async def loan_page(store: Store, site: str, query: ListLoans) -> tuple[list[Row[Any]], bool]:
    """Loans that match the query, oldest first, and whether more follow."""
    statement = select(loans).where(loans.c.site == site).order_by(loans.c.id)
    wanted = {loans.c.item: query.item, loans.c.borrower: query.borrower}
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(loans.c.id > query.cursor)
    return await page(store, statement, query.limit)
