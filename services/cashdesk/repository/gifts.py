"""Gifts, their applications, and the phones of staff that gifts must not go to."""

from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from chassis.store import Store
from contracts.cashdesk import ListGiftApplications, ListGifts
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, save, serialise
from services.cashdesk.tables.promotions import gift_applications, gifts, staff_phones

_SITE: BindParameter[str] = bindparam("site")
_PROMOTION: BindParameter[str] = bindparam("promotion")
_APPLICATION = select(gift_applications).where(
    gift_applications.c.id == bindparam("id"), gift_applications.c.site == _SITE
)
_PHONE = select(staff_phones).where(staff_phones.c.site == _SITE, staff_phones.c.actor == bindparam("actor"))
_WHOSE = select(staff_phones.c.actor).where(
    staff_phones.c.site == _SITE, staff_phones.c.fingerprint == bindparam("fingerprint")
)
_GIVEN = select(func.coalesce(func.sum(gifts.c.pieces), 0).label("given")).where(
    gifts.c.site == _SITE, gifts.c.promotion == _PROMOTION, gifts.c.fingerprint == bindparam("fingerprint")
)
_APPLIED = select(func.coalesce(func.sum(gift_applications.c.pieces), 0).label("applied")).where(
    gift_applications.c.site == _SITE,
    gift_applications.c.promotion == _PROMOTION,
    gift_applications.c.type == bindparam("type"),
    gift_applications.c.state != "refused",
)


def add_application(store: Store, **values: Any) -> None:
    """A new application, by column."""
    store.insert(gift_applications, **values)


def save_application(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    save(store, gift_applications, row, **changes)


def add_gift(store: Store, **values: Any) -> None:
    """A gift that was given, by column."""
    store.insert(gifts, **values)


def put_phone(store: Store, site: str, actor: str, fingerprint: str | None, revision: int) -> None:
    """The fingerprint of a phone of staff."""
    store.put(staff_phones, site=site, actor=actor, fingerprint=fingerprint, revision=revision)


async def phone_of(store: Store, site: str, actor: str) -> Row[Any] | None:
    return await store.row(_PHONE, {"site": site, "actor": actor})


async def staff_with_phone(store: Store, site: str, fingerprint: str) -> list[str]:
    """Logins whose phone has this fingerprint."""
    return [row.actor for row in await store.rows(_WHOSE, {"site": site, "fingerprint": fingerprint})]


async def get_application(store: Store, site: str, application_id: str) -> Row[Any]:
    """The application, locked. Raises NotFound."""
    row = await row_for_update(store, _APPLICATION, {"id": application_id, "site": site})
    if row is None:
        where = {"application_id": "see cashdesk.gift_applications"}
        raise NotFound(f"no application {application_id} at {site}", errors=where)
    return row


async def applied_for(store: Store, site: str, promotion: str, kind: str) -> int:
    """How many gifts of a type were applied for within a promotion, the refused not counted; one transaction at a
    time gets an answer."""
    await serialise(store, f"{site}:gifts:{promotion}:{kind}")
    row = await store.row(_APPLIED, {"site": site, "promotion": promotion, "type": kind})
    return 0 if row is None else int(row.applied)


async def given_to(store: Store, site: str, promotion: str, fingerprint: str) -> int:
    """How many gifts a recipient had of a promotion; one transaction at a time gets an answer."""
    await serialise(store, f"{site}:gift:{promotion}:{fingerprint}")
    row = await store.row(_GIVEN, {"site": site, "promotion": promotion, "fingerprint": fingerprint})
    return 0 if row is None else int(row.given)


async def application_page(store: Store, site: str, query: ListGiftApplications) -> tuple[list[Row[Any]], bool]:
    """Applications that match the query, newest last, and whether more follow."""
    statement = select(gift_applications).where(gift_applications.c.site == site).order_by(gift_applications.c.id)
    wanted = {gift_applications.c.promotion: query.promotion, gift_applications.c.state: query.state}
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if query.cursor is not None:
        statement = statement.where(gift_applications.c.id > query.cursor)
    return await page(store, statement, query.limit)


async def gift_page(store: Store, site: str, query: ListGifts) -> tuple[list[Row[Any]], bool]:
    """Gifts that match the query, newest last, and whether more follow."""
    statement = select(gifts).where(gifts.c.site == site).order_by(gifts.c.id)
    if query.promotion is not None:
        statement = statement.where(gifts.c.promotion == query.promotion)
    if query.cursor is not None:
        statement = statement.where(gifts.c.id > query.cursor)
    return await page(store, statement, query.limit)
