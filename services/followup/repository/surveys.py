"""Callbacks that were made, and the summaries of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.base import Recipient
from contracts.followup import ListSurveys, SummaryTotals, SurveyRow
from services.followup.tables import callbacks, summaries


@dataclass(frozen=True)
class Latest:
    """The latest summary of a name. Without a ``title`` none was sent yet."""

    since: datetime
    until: datetime
    title: dict[str, str] | None
    totals: SummaryTotals | None
    recipients: list[Recipient]
    callback_ids: list[str]


def _completed(site: str) -> Select[Any]:
    table = callbacks
    return select(table).where(
        table.c.site == site,
        table.c.kind == "callback",
        table.c.state == "completed",
        table.c.ended_at.is_not(None),
    )


async def completed_between(
    store: Store, site: str, since: datetime, until: datetime, lines: Collection[str], plans: Collection[str]
) -> list[SurveyRow]:
    """Those made from ``since`` until before ``until``, the earliest first. No lines, no plans: of all."""
    table = callbacks
    query = _completed(site).where(table.c.ended_at >= since, table.c.ended_at < until)
    if lines:
        query = query.where(table.c.line.in_(lines))
    if plans:
        query = query.where(table.c.name.in_(plans))
    return [_survey(row) for row in await store.rows(query.order_by(table.c.ended_at, table.c.id))]


async def page_of_surveys(store: Store, site: str, asked: ListSurveys) -> list[SurveyRow]:
    """One row more than asked for when there is a further page."""
    table = callbacks
    query = _completed(site)
    if asked.since is not None:
        query = query.where(table.c.ended_at >= asked.since)
    if asked.until is not None:
        query = query.where(table.c.ended_at < asked.until)
    if asked.line is not None:
        query = query.where(table.c.line == asked.line)
    if asked.plan is not None:
        query = query.where(table.c.name == asked.plan)
    return await _page(store, query, asked.cursor, asked.limit)


async def page_of_ids(store: Store, site: str, ids: Collection[str], cursor: str | None, limit: int) -> list[SurveyRow]:
    """Of these callbacks, one row more than asked for when there is a further page."""
    return await _page(store, _completed(site).where(store.among(callbacks.c.id, ids)), cursor, limit)


async def _page(store: Store, query: Select[Any], cursor: str | None, limit: int) -> list[SurveyRow]:
    table = callbacks
    if cursor is not None:
        at, row_id = read_cursor(cursor)
        query = query.where(or_(table.c.ended_at > at, and_(table.c.ended_at == at, table.c.id > row_id)))
    rows = await store.rows(query.order_by(table.c.ended_at, table.c.id).limit(limit + 1))
    return [_survey(row) for row in rows]


async def latest_summary(store: Store, site: str, name: str, *, to_change: bool = False) -> Latest | None:
    table = summaries
    query = select(table).where(table.c.site == site, table.c.name == name)
    row = await store.row(query.with_for_update() if to_change and store.locks_rows else query)
    if row is None:
        return None
    return Latest(
        since=row.since,
        until=row.until,
        title=row.title,
        totals=SummaryTotals.model_validate(row.totals) if row.totals else None,
        recipients=[Recipient.model_validate(each) for each in row.recipients or []],
        callback_ids=row.callback_ids,
    )


def keep_summary(store: Store, site: str, name: str, summary: Latest) -> None:
    store.put(
        summaries,
        site=site,
        name=name,
        since=summary.since,
        until=summary.until,
        title=summary.title,
        totals=summary.totals.model_dump(mode="json") if summary.totals else None,
        recipients=[each.model_dump(mode="json") for each in summary.recipients],
        callback_ids=summary.callback_ids,
    )


def _survey(row: Any) -> SurveyRow:
    return SurveyRow(
        callback_id=row.id,
        number=row.number,
        line=row.line,
        plan=row.name,
        completed_at=row.ended_at,
        by=row.ended_by,
        satisfied=row.satisfied,
        ratings=row.ratings,
        answers=row.answers,
        summary=row.summary,
        remarks=row.remarks,
    )
