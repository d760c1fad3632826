"""Promotions: participants, attributed charges, costs, and the sums of the report."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from chassis.store import Store
from contracts.cashdesk import ListPromotions
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, save
from services.cashdesk.tables import payments
from services.cashdesk.tables.promotions import (
    gift_applications,
    gifts,
    promotion_costs,
    promotion_people,
    promotion_sales,
    promotions,
)

_SITE: BindParameter[str] = bindparam("site")
_NAME: BindParameter[str] = bindparam("promotion")
_PROMOTION = select(promotions).where(promotions.c.site == _SITE, promotions.c.promotion == _NAME)
_PERSON = select(promotion_people).where(
    promotion_people.c.site == _SITE,
    promotion_people.c.promotion == _NAME,
    promotion_people.c.fingerprint == bindparam("fingerprint"),
)
_PERSON_BY_ID = select(promotion_people).where(
    promotion_people.c.site == _SITE, promotion_people.c.promotion == _NAME, promotion_people.c.id == bindparam("id")
)
_PEOPLE = select(
    promotion_people.c.contacted_day, promotion_people.c.responded_day, promotion_people.c.bought_day
).where(promotion_people.c.site == _SITE, promotion_people.c.promotion == _NAME)
_SALES = (
    select(payments.c.charge_id, payments.c.at, (payments.c.amount_minor - payments.c.refunded_minor).label("minor"))
    .join(promotion_sales, promotion_sales.c.charge_id == payments.c.charge_id)
    .where(promotion_sales.c.site == _SITE, promotion_sales.c.promotion == _NAME, payments.c.corrected_by.is_(None))
)
_GIFTS = (
    select(
        gifts.c.type, gifts.c.day, func.sum(gifts.c.pieces).label("given"), func.sum(gifts.c.cost_minor).label("minor")
    )
    .where(gifts.c.site == _SITE, gifts.c.promotion == _NAME)
    .group_by(gifts.c.type, gifts.c.day)
)
_APPROVED = (
    select(gift_applications.c.type, func.sum(gift_applications.c.pieces).label("approved"))
    .where(
        gift_applications.c.site == _SITE,
        gift_applications.c.promotion == _NAME,
        gift_applications.c.state == "approved",
    )
    .group_by(gift_applications.c.type)
)
_COSTS = (
    select(promotion_costs.c.day, func.sum(promotion_costs.c.amount_minor).label("minor"))
    .where(promotion_costs.c.site == _SITE, promotion_costs.c.promotion == _NAME)
    .group_by(promotion_costs.c.day)
)


def add_promotion(store: Store, **values: Any) -> None:
    """A new promotion, by column."""
    store.insert(promotions, **values)


def save_promotion(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, promotions, row, **changes)


def add_person(store: Store, **values: Any) -> None:
    """A new participant, by column."""
    store.insert(promotion_people, **values)


def save_person(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, promotion_people, row, **changes)


def put_sale(store: Store, **values: Any) -> None:
    """Attribute a charge to a promotion, by column."""
    store.put(promotion_sales, **values)


def add_cost(store: Store, **values: Any) -> None:
    """A cost beside the gifts, by column."""
    store.insert(promotion_costs, **values)


async def find_promotion(store: Store, site: str, promotion: str) -> Row[Any] | None:
    """The promotion, locked, if there is one."""
    return await row_for_update(store, _PROMOTION, {"site": site, "promotion": promotion})


async def read_promotion(store: Store, site: str, promotion: str) -> Row[Any]:
    """The promotion, to look at. Raises NotFound."""
    row = await store.row(_PROMOTION, {"site": site, "promotion": promotion})
    if row is None:
        raise NotFound(f"no promotion '{promotion}' at {site}", errors={"promotion": "see cashdesk.promotions"})
    return row


async def person_of(store: Store, site: str, promotion: str, fingerprint: str) -> Row[Any] | None:
    """The participant with this phone, locked."""
    return await row_for_update(store, _PERSON, {"site": site, "promotion": promotion, "fingerprint": fingerprint})


async def get_person(store: Store, site: str, promotion: str, participant_id: str) -> Row[Any]:
    """The participant, locked. Raises NotFound."""
    row = await row_for_update(store, _PERSON_BY_ID, {"site": site, "promotion": promotion, "id": participant_id})
    if row is None:
        where = {"participant_id": "register the participant with record_participant"}
        raise NotFound(f"no participant {participant_id} of '{promotion}'", errors=where)
    return row


async def people_of(store: Store, site: str, promotion: str) -> Sequence[Row[Any]]:
    """The days on which each participant was contacted, answered and bought."""
    return await store.rows(_PEOPLE, {"site": site, "promotion": promotion})


async def sales_of(store: Store, site: str, promotion: str) -> Sequence[Row[Any]]:
    """Payments that stand of the attributed charges: charge, moment and what was kept, in minor units."""
    return await store.rows(_SALES, {"site": site, "promotion": promotion})


async def gifts_of(store: Store, site: str, promotion: str) -> Sequence[Row[Any]]:
    """Gifts by type and day: how many, and their cost."""
    return await store.rows(_GIFTS, {"site": site, "promotion": promotion})


async def approved_of(store: Store, site: str, promotion: str) -> dict[str, int]:
    """How many gifts of each type may leave the store."""
    found = await store.rows(_APPROVED, {"site": site, "promotion": promotion})
    return {row.type: int(row.approved) for row in found}


async def costs_of(store: Store, site: str, promotion: str) -> dict[str, int]:
    """Other costs by day, in minor units."""
    found = await store.rows(_COSTS, {"site": site, "promotion": promotion})
    return {row.day: int(row.minor) for row in found}


async def promotion_page(store: Store, site: str, query: ListPromotions) -> tuple[list[Row[Any]], bool]:
    """Promotions by name, and whether more follow."""
    statement = select(promotions).where(promotions.c.site == site).order_by(promotions.c.promotion)
    if query.state is not None:
        statement = statement.where(promotions.c.state == query.state)
    if query.cursor is not None:
        statement = statement.where(promotions.c.promotion > query.cursor)
    return await page(store, statement, query.limit)
