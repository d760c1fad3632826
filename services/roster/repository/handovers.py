"""Every query of roster about handovers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from chassis.store import Store
from contracts.base import HandoverItem
from contracts.roster import HandoverState, ListHandovers
from services.roster.domain.handover import CLOSED, HandoverLog, News
from services.roster.repository.shifts import for_update
from services.roster.tables import handover_reports, handovers, order_news


@dataclass(frozen=True)
class Handover:
    """A handover as stored, without its reports."""

    id: str
    shift_id: str
    post: str
    outgoing: str
    incoming: str | None
    state: HandoverState
    opened_at: datetime
    completed_at: datetime | None
    note: str | None
    closing_note: str | None
    released_by: str | None
    item_count: int


def add_handover(store: Store, site: str, handover: Handover) -> None:
    values = {name: getattr(handover, name) for name in Handover.__dataclass_fields__}
    store.insert(handovers, site=site, **values)


async def handover_to_change(store: Store, site: str, handover_id: str) -> tuple[Handover, HandoverLog] | None:
    """The handover and its log; whoever else changes it waits until the commit."""
    query = select(handovers).where(handovers.c.site == site, handovers.c.id == handover_id)
    row = await store.row(for_update(store, query))
    return (_handover(row), await log_of(store, row.id, row.state)) if row else None


async def handover_by_id(store: Store, site: str, handover_id: str) -> Handover | None:
    row = await store.row(select(handovers).where(handovers.c.site == site, handovers.c.id == handover_id))
    return _handover(row) if row else None


async def log_of(store: Store, handover_id: str, state: HandoverState) -> HandoverLog:
    table = handover_reports
    rows = await store.rows(select(table.c.service, table.c.held).where(table.c.handover_id == handover_id))
    items = {row.service: tuple(HandoverItem.model_validate(item) for item in row.held) for row in rows}
    return HandoverLog(state, items)


async def open_handovers(store: Store, site: str, *, to_change: bool = False) -> list[Handover]:
    query = select(handovers).where(handovers.c.site == site, handovers.c.state.not_in(CLOSED)).order_by(handovers.c.id)
    return [_handover(row) for row in await store.rows(for_update(store, query) if to_change else query)]


async def change_handover(store: Store, handover_id: str, **values: Any) -> None:
    await store.execute(update(handovers).where(handovers.c.id == handover_id).values(**values))


def keep_report(store: Store, site: str, handover_id: str, log: HandoverLog, service: str) -> None:
    """Write what the log holds of one service."""
    held = [item.model_dump(mode="json") for item in log.reports[service]]
    store.put(handover_reports, handover_id=handover_id, service=service, site=site, held=held)


async def page_of_handovers(store: Store, site: str, asked: ListHandovers) -> list[Handover]:
    """Newest first; one row more than asked for when there is a further page."""
    query = select(handovers).where(handovers.c.site == site)
    if asked.state is not None:
        query = query.where(handovers.c.state == asked.state)
    if asked.cursor is not None:
        query = query.where(handovers.c.id < asked.cursor)
    query = query.order_by(handovers.c.id.desc()).limit(asked.limit + 1)
    return [_handover(row) for row in await store.rows(query)]


def keep_news(store: Store, site: str, news: News, at: datetime) -> None:
    store.put(order_news, site=site, number=news.number, kind=news.kind, text=news.text, seen_at=at)


async def news_since(store: Store, site: str, since: datetime) -> list[News]:
    """What was said of orders since then, oldest first."""
    table = order_news
    query = select(table).where(table.c.site == site, table.c.seen_at >= since).order_by(table.c.seen_at)
    return [News(row.number, row.kind, row.text) for row in await store.rows(query)]


async def forget_news(store: Store, site: str) -> None:
    await store.execute(delete(order_news).where(order_news.c.site == site))


def _handover(row: Any) -> Handover:
    return Handover(**{name: getattr(row, name) for name in Handover.__dataclass_fields__})
