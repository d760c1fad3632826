"""Report to roster which open requests the outgoing person still owns, and whom that person serves."""

from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.intake import IntakeHandoverReported
from contracts.roster import HandoverOpened
from services.intake.domain import handing_over
from services.intake.handlers import shared
from services.intake.repository import requests, servings


async def report_handover(event: HandoverOpened, work: Work) -> None:
    """Announce the report, also an empty one: roster waits for it. Rules TH-09, TH-14, TH-17."""
    running = await servings.running_servings(work.store, work.site, event.outgoing)
    served = {row.number for row in running if row.number is not None}
    rows = await requests.open_requests_of(work.store, work.site, event.outgoing)
    items = [_serving(row) for row in running] + [_request(row, served, event, work) for row in rows]
    report = IntakeHandoverReported(
        handover_id=event.handover_id, person=event.outgoing, items=items, round=event.round
    )
    shared.announce(work, report)


def _serving(row: Row[Any]) -> HandoverItem:
    return HandoverItem(
        kind="serving",
        reference=row.id,
        number=row.number,
        title=row.note or "正在为客户办理 a customer is being served",
        state="serving",
        stays=True,
    )


def _request(row: Row[Any], served: Collection[str], event: HandoverOpened, work: Work) -> HandoverItem:
    book, line = work.playbook, work.playbook.lines.get(row.line)
    kind = handing_over.kind_of(book, row.line)
    record = {}
    if line is not None and kind == handing_over.KEPT:
        since = row.recorded_at.astimezone(ZoneInfo(book.calendar.timezone))
        record = handing_over.record_of(line, row.masked_form, row.owner, since)
    return HandoverItem(
        kind=kind,
        reference=row.number,
        number=row.number,
        title=f"{line.title.zh} {line.title.en}" if line else row.line,
        state=row.state,
        reason=row.last_note,
        stays=handing_over.stays(book, row.line, row.number, served, event.kind),
        record=record,
    )
