"""Records as rows: reading, writing, changing one."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Row, Table, update

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import Approval, Check, Deadline, Order, Taken

Record = Order | Taken | Deadline | Check | Approval
R = TypeVar("R", bound=Record)


def read(kind: type[R], row: Row[Any]) -> R:
    return kind(**row._mapping)


def insert(store: Store, record: Record) -> None:
    """Write a new row."""
    store.insert(_TABLES[type(record)], **{f.name: getattr(record, f.name) for f in fields(record)})


async def save(store: Store, record: Deadline | Check | Approval) -> None:
    """Write a changed row."""
    table = _TABLES[type(record)]
    values = {f.name: getattr(record, f.name) for f in fields(record) if f.name != "id"}
    await store.execute(update(table).where(table.c.id == record.id).values(**values))


_TABLES: dict[type, Table] = {
    Order: t.orders,
    Taken: t.steps,
    Deadline: t.deadlines,
    Check: t.checks,
    Approval: t.approvals,
}
