"""Every query of roster about months: drafts, versions, changes, deadlines, summaries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from chassis.store import Store
from contracts.roster import DraftShift, MonthSummary, PlannedShift
from services.roster.domain.months import first_day, last_day
from services.roster.domain.shifts import Shift
from services.roster.repository.shifts import for_update, read_shift
from services.roster.tables import (
    month_changes,
    month_drafts,
    month_summaries,
    month_tasks,
    month_versions,
    roster_versions,
    shifts,
)


# ------------------------------------------------------------------ drafts
async def draft_of(store: Store, site: str, month: str) -> tuple[int, list[DraftShift]]:
    """Its revision and shifts; 0 and none without a draft."""
    table = month_drafts
    row = await store.row(select(table).where(table.c.site == site, table.c.month == month))
    return (row.revision, [DraftShift.model_validate(each) for each in row.shifts]) if row else (0, [])


def keep_draft(store: Store, site: str, month: str, revision: int, drafted: Iterable[DraftShift], **by: Any) -> None:
    written = [shift.model_dump(mode="json", exclude_none=True) for shift in drafted]
    store.put(month_drafts, site=site, month=month, revision=revision, shifts=written, **by)


# ------------------------------------------------------------------ versions
async def versions_of(store: Store, site: str, month: str) -> Sequence[Any]:
    """version, published_at, published_by, shifts; earliest first."""
    table = month_versions
    return await store.rows(select(table).where(table.c.site == site, table.c.month == month).order_by(table.c.version))


async def last_month_version(store: Store, site: str, month: str) -> int:
    """0 for a month that was never published."""
    table = month_versions
    row = await store.row(select(func.max(table.c.version)).where(table.c.site == site, table.c.month == month))
    return (row[0] or 0) if row else 0


def add_month_version(store: Store, site: str, month: str, **values: Any) -> None:
    store.insert(month_versions, site=site, month=month, **values)


async def day_versions(store: Store, site: str, month: str) -> dict[date, int]:
    """The last roster version of each day of the month that has one."""
    table = roster_versions
    first, last = first_day(month).isoformat(), last_day(month).isoformat()
    query = select(table.c.day, func.max(table.c.version)).where(table.c.site == site, table.c.day.between(first, last))
    return {date.fromisoformat(row[0]): row[1] for row in await store.rows(query.group_by(table.c.day))}


# ------------------------------------------------------------------ shifts
async def shifts_between(
    store: Store, site: str, first: date, last: date, *, people: Iterable[str] | None = None, to_change: bool = False
) -> list[Shift]:
    """Shifts as they stand that begin on these days, both included, earliest first."""
    query = select(shifts).where(shifts.c.site == site, shifts.c.day.between(first.isoformat(), last.isoformat()))
    if people is not None:
        query = query.where(store.among(shifts.c.staff, sorted(set(people))))
    query = query.order_by(shifts.c.starts_at, shifts.c.id)
    return [read_shift(row) for row in await store.rows(for_update(store, query) if to_change else query)]


async def shifts_around(store: Store, site: str, month: str) -> list[Shift]:
    """Shifts of the days just before and after the month."""
    first, last = first_day(month), last_day(month)
    return [
        *await shifts_between(store, site, first - timedelta(days=2), first - timedelta(days=1)),
        *await shifts_between(store, site, last + timedelta(days=1), last + timedelta(days=2)),
    ]


async def shifts_by_id(store: Store, site: str, ids: Iterable[str]) -> dict[str, Shift]:
    """To be changed."""
    query = select(shifts).where(shifts.c.site == site, shifts.c.id.in_(sorted(ids))).order_by(shifts.c.id)
    return {row.id: read_shift(row) for row in await store.rows(for_update(store, query))}


# ------------------------------------------------------------------ changes
def add_change(
    store: Store, site: str, month: str, *, old: PlannedShift | None, new: PlannedShift | None, **values: Any
) -> None:
    written = {name: shift and shift.model_dump(mode="json") for name, shift in (("old", old), ("new", new))}
    store.insert(month_changes, site=site, month=month, **written, **values)


async def changes_of(store: Store, site: str, month: str) -> Sequence[Any]:
    table = month_changes
    return await store.rows(select(table).where(table.c.site == site, table.c.month == month).order_by(table.c.id))


async def counted_changes(store: Store, site: str, month: str) -> dict[str, Counter[str]]:
    """How many changes of the month concerned each person, by their cause."""
    found: dict[str, Counter[str]] = {}
    for row in await changes_of(store, site, month):
        people = {shift["staff"] for shift in (row.old, row.new) if shift}
        found.setdefault(row.because, Counter()).update(people)
    return found


# ------------------------------------------------------------------ deadlines
async def task_of(store: Store, site: str, month: str, task: str) -> Any:
    """month, task, due_at, done_at, told_at, times. None for one that was never set."""
    table = month_tasks
    query = select(table).where(table.c.site == site, table.c.month == month, table.c.task == task)
    return await store.row(query)


async def open_tasks(store: Store, site: str) -> Sequence[Any]:
    table = month_tasks
    return await store.rows(
        select(table).where(table.c.site == site, table.c.done_at.is_(None)).order_by(table.c.month)
    )


async def last_task_month(store: Store, site: str, task: str) -> str | None:
    """The latest month whose task was ever set."""
    table = month_tasks
    row = await store.row(select(func.max(table.c.month)).where(table.c.site == site, table.c.task == task))
    return row[0] if row else None


def keep_task(store: Store, site: str, month: str, task: str, *, due_at: datetime, done_at: datetime | None) -> None:
    store.put(month_tasks, site=site, month=month, task=task, due_at=due_at, done_at=done_at, times=0)


async def change_task(store: Store, site: str, month: str, task: str, **values: Any) -> None:
    table = month_tasks
    where = (table.c.site == site, table.c.month == month, table.c.task == task)
    await store.execute(update(table).where(*where).values(**values))


# ------------------------------------------------------------------ summaries
def add_summary(store: Store, site: str, summary_id: str, summary: MonthSummary) -> None:
    written = summary.model_dump(mode="json")
    store.insert(
        month_summaries, id=summary_id, site=site, month=summary.month, sent_at=summary.sent_at, summary=written
    )


async def last_summary(store: Store, site: str, month: str) -> MonthSummary | None:
    """The one sent last."""
    table = month_summaries
    query = select(table.c.summary).where(table.c.site == site, table.c.month == month)
    row = await store.row(query.order_by(table.c.id.desc()).limit(1))
    return MonthSummary.model_validate(row.summary) if row else None


async def drop_draft(store: Store, site: str, month: str) -> None:
    await store.execute(delete(month_drafts).where(month_drafts.c.site == site, month_drafts.c.month == month))
