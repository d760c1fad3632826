"""Every query of roster about handovers and their reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from chassis.store import Store
from contracts.base import HandoverItem
from contracts.roster import HandoverKind, HandoverState, ListHandovers
from services.roster.domain.handover import CLOSED, OWN, HandoverLog
from services.roster.domain.handover_items import News
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
    completed_at: datetime | None = None
    note: str | None = None
    closing_note: str | None = None
    released_by: str | None = None
    item_count: int = 0
    kind: HandoverKind = "shift"
    round: int = 1
    reviewed_at: datetime | None = None
    remarks: str | None = None
    topics: Mapping[str, str] = field(default_factory=dict)
    held_for: str | None = None
    waits_for_customer: bool = False


def add_handover(store: Store, site: str, handover: Handover) -> None:
    values = {name: getattr(handover, name) for name in Handover.__dataclass_fields__}
    store.insert(handovers, site=site, **(values | {"topics": dict(handover.topics)}))


async def handover_to_change(store: Store, site: str, handover_id: str) -> Handover | None:
    """Whoever else changes it waits until the commit."""
    query = select(handovers).where(handovers.c.site == site, handovers.c.id == handover_id)
    row = await store.row(for_update(store, query))
    return _handover(row) if row else None


async def handover_by_id(store: Store, site: str, handover_id: str) -> Handover | None:
    row = await store.row(select(handovers).where(handovers.c.site == site, handovers.c.id == handover_id))
    return _handover(row) if row else None


async def reports_of(store: Store, handover_id: str) -> dict[str, tuple[HandoverItem, ...]]:
    table = handover_reports
    rows = await store.rows(select(table.c.service, table.c.held).where(table.c.handover_id == handover_id))
    return {row.service: tuple(HandoverItem.model_validate(item) for item in row.held) for row in rows}


async def open_handovers(store: Store, site: str, *, to_change: bool = False) -> list[Handover]:
    query = select(handovers).where(handovers.c.site == site, handovers.c.state.not_in(CLOSED)).order_by(handovers.c.id)
    return [_handover(row) for row in await store.rows(for_update(store, query) if to_change else query)]


async def waiting_for_customer(store: Store, site: str, outgoing: str) -> Handover | None:
    """The completed handover whose outgoing person still serves somebody; to be changed. Rule TH-17."""
    query = select(handovers).where(
        handovers.c.site == site, handovers.c.outgoing == outgoing, handovers.c.waits_for_customer.is_(True)
    )
    row = await store.row(for_update(store, query))
    return _handover(row) if row else None


async def change_handover(store: Store, handover_id: str, **values: Any) -> None:
    await store.execute(update(handovers).where(handovers.c.id == handover_id).values(**values))


def keep_report(store: Store, site: str, handover_id: str, log: HandoverLog, service: str) -> None:
    """Write what the log holds of one service."""
    held = [item.model_dump(mode="json") for item in log.reports[service]]
    store.put(handover_reports, handover_id=handover_id, service=service, site=site, held=held)


async def drop_reports(store: Store, handover_id: str) -> None:
    """The other services report anew; what was noted here stays."""
    table = handover_reports
    await store.execute(delete(table).where(table.c.handover_id == handover_id, table.c.service != OWN))


async def page_of_handovers(store: Store, site: str, asked: ListHandovers) -> list[Handover]:
    """Newest first; one row more than asked for when there is a further page."""
    query = select(handovers).where(handovers.c.site == site)
    if asked.state is not None:
        query = query.where(handovers.c.state == asked.state)
    if asked.kind is not None:
        of_kind = handovers.c.kind == asked.kind
        query = query.where(or_(of_kind, handovers.c.kind.is_(None)) if asked.kind == "shift" else of_kind)
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
    values = {name: getattr(row, name) for name in Handover.__dataclass_fields__}
    blank = {"kind": row.kind or "shift", "round": row.round or 1, "topics": row.topics or {}}
    return Handover(**(values | blank | {"waits_for_customer": bool(row.waits_for_customer)}))
