"""Customers' files, their marks, and who read them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql

from chassis.store import Store
from services.intake.domain.customers import Contact
from services.intake.domain.paging import Place
from services.intake.repository.pages import page
from services.intake.tables import customer_marks, customer_readings, customers, record_entries, requests

_MINE = (customers.c.site == bindparam("site"), customers.c.customer_id == bindparam("customer_id"))
_FIND = select(customers).where(*_MINE)
_BY_KEY = select(customers).where(
    customers.c.site == bindparam("site"), customers.c.key.in_([bindparam("key"), bindparam("other")])
)
_BY_KEY = _BY_KEY.order_by(case((customers.c.key == bindparam("key"), 0), else_=1)).limit(1)
_BY_PERSON = select(customers).where(customers.c.site == bindparam("site"), customers.c.person == bindparam("person"))
_BY_PERSON = _BY_PERSON.order_by(customers.c.opened_at, customers.c.customer_id).limit(1)


async def find_customer(store: Store, site: str, customer_id: str, *, lock: bool = False) -> Row[Any] | None:
    statement = _FIND.with_for_update() if lock and store.locks_rows else _FIND
    return await store.row(statement, {"site": site, "customer_id": customer_id})


async def find_file(store: Store, site: str, contact: Contact) -> Row[Any] | None:
    """The file of a contact: by telephone number; else one without a number of the same name and address. A contact
    without a number is found by name and address."""
    if not contact.phone:
        return await store.row(_BY_PERSON, {"site": site, "person": contact.person})
    without = Contact(contact.name, address=contact.address).key or contact.key
    return await store.row(_BY_KEY, {"site": site, "key": contact.key, "other": without})


async def open_file(store: Store, site: str, **values: Any) -> None:
    """Open a file. On PostgreSQL another replica may have opened one with the same key meanwhile: then that one
    remains, and the caller finds it by asking again."""
    if store.locks_rows:
        await store.execute(postgresql.insert(customers).values(site=site, **values).on_conflict_do_nothing())
    else:
        store.insert(customers, site=site, **values)


async def change_customer(store: Store, site: str, customer_id: str, **values: Any) -> None:
    mine = (customers.c.site == site, customers.c.customer_id == customer_id)
    await store.execute(update(customers).where(*mine).values(**values))


async def list_customers(
    store: Store,
    site: str,
    *,
    key: str | None,
    begins: str | None,
    mark: str | None,
    now: datetime,
    after: str | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Customers with this key, whose name begins so, who bear the mark; by id, one more than ``limit`` if there are."""
    statement = select(customers).where(customers.c.site == site)
    if key is not None:
        statement = statement.where(customers.c.key == key)
    if begins is not None:
        statement = statement.where(customers.c.name.startswith(begins, autoescape=True))
    if mark is not None:
        marked = select(customer_marks.c.customer_id).where(
            customer_marks.c.site == site, customer_marks.c.mark == mark, _stands(now)
        )
        statement = statement.where(customers.c.customer_id.in_(marked))
    if after is not None:
        statement = statement.where(customers.c.customer_id > after)
    return await store.rows(statement.order_by(customers.c.customer_id).limit(limit + 1))


def _stands(now: datetime) -> Any:
    return or_(customer_marks.c.until.is_(None), customer_marks.c.until > now)


async def marks_of(store: Store, site: str, ids: Collection[str], now: datetime) -> Sequence[Row[Any]]:
    """The marks that stand at ``now``, oldest first."""
    mine = and_(customer_marks.c.site == site, store.among(customer_marks.c.customer_id, ids), _stands(now))
    order = (customer_marks.c.since, customer_marks.c.mark)
    return await store.rows(select(customer_marks).where(mine).order_by(*order))


def put_mark(store: Store, site: str, customer_id: str, mark: str, **values: Any) -> None:
    """Mark a customer, anew if need be; ``values``: since, until, number, reason."""
    store.put(customer_marks, site=site, customer_id=customer_id, mark=mark, **values)


async def clear_mark(store: Store, site: str, customer_id: str, mark: str, now: datetime) -> bool:
    """Whether the mark stood."""
    mine = (
        customer_marks.c.site == site,
        customer_marks.c.customer_id == customer_id,
        customer_marks.c.mark == mark,
        _stands(now),
    )
    return await store.execute(delete(customer_marks).where(*mine)) > 0


async def count_by_line(store: Store, site: str, customer_id: str) -> Sequence[Row[Any]]:
    """(line, total) of a customer's requests."""
    mine = (requests.c.site == site, requests.c.customer_id == customer_id)
    statement = select(requests.c.line, func.count().label("total")).where(*mine).group_by(requests.c.line)
    return await store.rows(statement.order_by(requests.c.line))


async def requests_of(store: Store, site: str, customer_id: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    """A customer's requests, oldest first."""
    statement = select(requests).where(requests.c.site == site, requests.c.customer_id == customer_id)
    return await store.rows(page(statement, requests.c.recorded_at, requests.c.number, after, limit))


async def entries_of(store: Store, site: str, numbers: Collection[str], types: Collection[str]) -> Sequence[Row[Any]]:
    """Entries of these types in the records of these requests, in order of time."""
    mine = (
        record_entries.c.site == site,
        store.among(record_entries.c.number, numbers),
        record_entries.c.type.in_(sorted(types)),
    )
    return await store.rows(select(record_entries).where(*mine).order_by(record_entries.c.at, record_entries.c.id))


def add_reading(store: Store, site: str, customer_id: str, at: datetime, reading_id: str, **values: Any) -> None:
    """One reading of a customer's personal data; ``values``: actor, purpose."""
    store.insert(customer_readings, site=site, customer_id=customer_id, at=at, id=reading_id, **values)


async def list_readings(
    store: Store, site: str, customer_id: str, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    mine = (customer_readings.c.site == site, customer_readings.c.customer_id == customer_id)
    return await store.rows(
        page(select(customer_readings).where(*mine), customer_readings.c.at, customer_readings.c.id, after, limit)
    )
