"""What was found in calls."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.followup import FindingRow, ListFindings
from services.followup.tables import findings


def add_finding(store: Store, site: str, **values: Any) -> None:
    store.insert(findings, site=site, **values)


async def unreported(store: Store, site: str, *, to_change: bool = False) -> list[tuple[str, FindingRow]]:
    """Important ones that were in no report yet, with their ids, the earliest first."""
    table = findings
    query = select(table).where(table.c.site == site, table.c.important, table.c.reported_at.is_(None))
    query = query.order_by(table.c.at, table.c.id)
    if to_change and store.locks_rows:
        query = query.with_for_update()
    return [(row.id, _finding(row)) for row in await store.rows(query)]


async def mark_reported(store: Store, ids: list[str], at: datetime) -> None:
    await store.execute(update(findings).where(store.among(findings.c.id, ids)).values(reported_at=at))


async def page_of_findings(store: Store, site: str, asked: ListFindings) -> list[tuple[str, FindingRow]]:
    """One row more than asked for when there is a further page; the latest first, with ids."""
    table = findings
    query = select(table).where(table.c.site == site)
    if asked.department is not None:
        query = query.where(table.c.department == asked.department)
    if asked.important is not None:
        query = query.where(table.c.important == asked.important)
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(table.c.at < at, and_(table.c.at == at, table.c.id < row_id)))
    query = query.order_by(table.c.at.desc(), table.c.id.desc()).limit(asked.limit + 1)
    return [(row.id, _finding(row)) for row in await store.rows(query)]


def _finding(row: Any) -> FindingRow:
    return FindingRow(**{name: getattr(row, name) for name in FindingRow.model_fields})
