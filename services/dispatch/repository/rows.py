"""Records as rows: reading, writing, changing one."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Row, Table, update

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import Approval, Attachment, Check, Deadline, Order, Taken
from services.dispatch.repository.prefetched import forget

Record = Order | Taken | Deadline | Check | Approval
R = TypeVar("R", bound=Record | Attachment)


def read(kind: type[R], row: Row[Any]) -> R:
    return kind(**row._mapping)


def insert(store: Store, record: Record) -> None:
    """Write a new row."""
    store.insert(_TABLES[type(record)], **_values(record))


async def save(store: Store, record: Approval) -> None:
    """Write a changed row."""
    table = _TABLES[type(record)]
    values = {name: value for name, value in _values(record).items() if name != "id"}
    await store.execute(update(table).where(table.c.id == record.id).values(**values))


def put(store: Store, record: Deadline | Check) -> None:
    """Write a changed row with the transaction's others. It must have been read, so that it is not among the new ones
    that still wait to be written."""
    store.put(_TABLES[type(record)], **_values(record))
    if isinstance(record, Deadline):
        forget(store, record.number)


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _NAMES[type(record)]}


_TABLES: dict[type, Table] = {
    Order: t.orders,
    Taken: t.steps,
    Deadline: t.deadlines,
    Check: t.checks,
    Approval: t.approvals,
}
_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in _TABLES}
