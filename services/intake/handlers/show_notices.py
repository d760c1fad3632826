"""Show notices, and what could not be delivered."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import (
    DeliveryPage,
    DeliveryRow,
    GetNotice,
    ListDeliveries,
    ListNotices,
    ListUndelivered,
    NoticePage,
    NoticeRow,
    NoticeView,
)
from contracts.problems import NotFound
from services.intake.domain.paging import place_of
from services.intake.handlers import shared
from services.intake.repository import outgoing

COPIED = ("notice_id", "channel", "title", "number", "published_by", "published_at", "completed_at", "recipients")


async def show_notice(query: GetNotice, work: Work) -> NoticeView:
    """One notice: how many were reached, and the state of each delivery. Raises NotFound."""
    notice = await outgoing.find_notice(work.store, work.site, query.notice_id)
    if notice is None:
        raise NotFound(f"{work.site} has no such notice", errors={"notice_id": "qry intake.notices lists them"})
    states = await outgoing.count_states(work.store, work.site, [notice.notice_id])
    after = place_of(query.cursor)
    rows = await outgoing.deliveries_of(work.store, work.site, notice.notice_id, after, query.limit)
    deliveries = _page(rows, query.limit)
    return NoticeView(notice=_notice(notice, states[notice.notice_id]), text=notice.text, deliveries=deliveries)


async def list_notices(query: ListNotices, work: Work) -> NoticePage:
    """Notices with their counts, oldest first."""
    rows = await outgoing.list_notices(work.store, work.site, place_of(query.cursor), query.limit)
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.published_at, lambda row: row.notice_id)
    states = await outgoing.count_states(work.store, work.site, [row.notice_id for row in kept])
    return NoticePage(rows=[_notice(row, states[row.notice_id]) for row in kept], next=following)


async def list_undelivered(query: ListUndelivered, work: Work) -> DeliveryPage:
    """What could not be delivered, oldest first; ``intake.retry_delivery`` tries it again."""
    after = place_of(query.cursor)
    return _page(await outgoing.undelivered(work.store, work.site, query.number, after, query.limit), query.limit)


async def list_deliveries(query: ListDeliveries, work: Work) -> DeliveryPage:
    """What was sent about a request. Raises NotFound."""
    await shared.request_of(work, query.number, lock=False)
    after = place_of(query.cursor)
    rows = await outgoing.deliveries_about(work.store, work.site, query.number, after, query.limit)
    return _page(rows, query.limit)


def _notice(row: Row[Any], states: Mapping[str, int]) -> NoticeRow:
    copied: dict[str, Any] = {name: getattr(row, name) for name in COPIED}
    counted: dict[str, Any] = {state: states.get(state, 0) for state in ("waiting", "delivered", "undeliverable")}
    return NoticeRow(group=row.audience, **copied, **counted)


def _page(rows: Sequence[Row[Any]], limit: int) -> DeliveryPage:
    kept, following = shared.cut_page(rows, limit, lambda row: row.created_at, lambda row: row.delivery_id)
    fields = DeliveryRow.model_fields
    return DeliveryPage(
        rows=[DeliveryRow(**{name: getattr(row, name) for name in fields}) for row in kept], next=following
    )
