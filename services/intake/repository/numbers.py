"""The last request number given out on each local day."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql

from chassis.store import Store
from services.intake.tables import numbers

_LAST = select(numbers.c.last).where(numbers.c.site == bindparam("site"), numbers.c.day == bindparam("day"))
_LAST_LOCKED = _LAST.with_for_update()


async def last_number(store: Store, site: str, day: date) -> int:
    """The last running number given out that day; on PostgreSQL nobody else takes one until the commit."""
    key = {"site": site, "day": day}
    if not store.locks_rows:
        row = await store.row(_LAST, key)
        return int(row.last) if row is not None else 0
    row = await store.row(_LAST_LOCKED, key)
    if row is None:
        # Two replicas may both find the new day empty: one row remains, and both then queue for its lock.
        await store.execute(postgresql.insert(numbers).values(**key, last=0).on_conflict_do_nothing())
        row = await store.row(_LAST_LOCKED, key)
    return int(row.last) if row is not None else 0


def keep_last_number(store: Store, site: str, day: date, last: int) -> None:
    store.put(numbers, site=site, day=day, last=last)
