"""Offers of goods from hand to hand, and differences."""

from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, or_, select

from chassis.store import Store
from contracts.cashdesk import ListStockDifferences, ListStockOffers
from contracts.problems import NotFound
from services.cashdesk.domain.stock import STORE, held_by
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables.stock import stock_differences, stock_offers

_SITE: BindParameter[str] = bindparam("site")
_ID: BindParameter[str] = bindparam("id")
_OFFER = select(stock_offers).where(stock_offers.c.id == _ID, stock_offers.c.site == _SITE)
_DIFFERENCE = select(stock_differences).where(stock_differences.c.id == _ID, stock_differences.c.site == _SITE)
_UNDECIDED = (
    select(stock_offers)
    .where(
        stock_offers.c.site == _SITE,
        stock_offers.c.state == "offered",
        or_(stock_offers.c.giver == bindparam("person"), stock_offers.c.receiver == bindparam("person")),
    )
    .order_by(stock_offers.c.id)
)


def add_offer(store: Store, **values: Any) -> None:
    """A new offer, by column."""
    store.insert(stock_offers, **values)


def save_offer(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, stock_offers, row, **changes)


def add_difference(store: Store, **values: Any) -> None:
    """A difference that was counted, by column."""
    store.insert(stock_differences, **values)


def save_difference(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, stock_differences, row, **changes)


async def get_offer(store: Store, site: str, offer_id: str) -> Row[Any]:
    """The offer, locked. Raises NotFound."""
    row = await row_for_update(store, _OFFER, {"id": offer_id, "site": site})
    if row is None:
        raise NotFound(f"no offer {offer_id} at {site}", errors={"offer_id": "see cashdesk.stock_offers"})
    return row


async def get_difference(store: Store, site: str, difference_id: str) -> Row[Any]:
    """The difference, locked. Raises NotFound."""
    row = await row_for_update(store, _DIFFERENCE, {"id": difference_id, "site": site})
    if row is None:
        where = {"difference_id": "see cashdesk.stock_differences"}
        raise NotFound(f"no difference {difference_id} at {site}", errors=where)
    return row


async def undecided_offers(store: Store, site: str, person: str) -> list[Row[Any]]:
    """Offers of goods from or to a person that nobody has signed or declined, oldest first."""
    return list(await store.rows(_UNDECIDED, {"site": site, "person": person}))


async def offer_page(store: Store, site: str, query: ListStockOffers) -> tuple[list[Row[Any]], bool]:
    """Offers that match the query, newest last, and whether more follow."""
    statement = select(stock_offers).where(stock_offers.c.site == site).order_by(stock_offers.c.id)
    if query.person is not None:
        mine = or_(stock_offers.c.giver == query.person, stock_offers.c.receiver == query.person)
        statement = statement.where(mine)
    if query.state is not None:
        statement = statement.where(stock_offers.c.state == query.state)
    if query.cursor is not None:
        statement = statement.where(stock_offers.c.id > query.cursor)
    return await page(store, statement, query.limit)


async def difference_page(store: Store, site: str, query: ListStockDifferences) -> tuple[list[Row[Any]], bool]:
    """Differences that match the query, newest last, and whether more follow."""
    statement = select(stock_differences).where(stock_differences.c.site == site).order_by(stock_differences.c.id)
    if query.holder is not None:
        place = STORE if query.holder == STORE else held_by(query.holder)
        statement = statement.where(stock_differences.c.place == place)
    if query.state is not None:
        statement = statement.where(stock_differences.c.state == query.state)
    if query.cursor is not None:
        statement = statement.where(stock_differences.c.id > query.cursor)
    return await page(store, statement, query.limit)
