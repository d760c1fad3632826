"""Shifts and handovers of the hall, as several of its tests need them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.base import HandoverItem
from contracts.roster import (
    AcknowledgeHandover,
    GetHandover,
    HandoverView,
    ItemWord,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    ReviewHandover,
    SignIn,
)
from tests.acceptance.desk import Desk

TOPICS = {"safety": "无异常", "people": "齐", "schedule": "按排班", "equipment": "二号打印机缺纸", "ad_hoc": "无"}
PERSON = {"customer": "张伟", "phone": "13812348000"}
COMPLAINT = PERSON | {"place": "厅内", "content": "排队太久", "solved": False}
ENQUIRY = PERSON | {"question": "国际漫游怎么收费", "answered": False}


def moment(desk: Desk, time: str) -> datetime:
    hour, minute = (int(part) for part in time.split(":"))
    return desk.start.replace(hour=hour, minute=minute)


async def planned(desk: Desk, shifts: Mapping[str, tuple[str, str, str]]) -> None:
    """``{"li": ("counter_1", "09:00", "14:00")}``, published by the hall manager."""
    rows = [
        PlannedShift(post=post, staff=staff, starts_at=moment(desk, start), ends_at=moment(desk, end))
        for staff, (post, start, end) in shifts.items()
    ]
    await desk.does("sun", PublishRoster(day=desk.start.date(), shifts=rows))


async def at_work(desk: Desk, shifts: Mapping[str, tuple[str, str, str]]) -> None:
    """Planned and signed in."""
    await planned(desk, shifts)
    for staff in shifts:
        await desk.does(staff, SignIn())


async def log_of(desk: Desk, handover_id: str, reader: str = "sun") -> HandoverView:
    view = await desk.ask(reader, GetHandover(handover_id=handover_id))
    assert isinstance(view, HandoverView)
    return view


async def opened(desk: Desk, outgoing: str, incoming: str | None = None) -> HandoverView:
    """The handover with its compiled log."""
    receipt = await desk.does(outgoing, OpenHandover(incoming=incoming))
    return await log_of(desk, receipt.handover_id)


async def reviewed(desk: Desk, outgoing: str, handover_id: str) -> None:
    await desk.does(outgoing, ReviewHandover(handover_id=handover_id, topics=TOPICS))


def word(item: HandoverItem, **more: Any) -> ItemWord:
    return ItemWord(kind=item.kind, reference=item.reference, **more)


async def taken_over(desk: Desk, incoming: str, handover_id: str) -> HandoverView:
    """Each item that must be is acknowledged, and the handover with it; the log afterwards."""
    view = await log_of(desk, handover_id)
    await desk.does(incoming, AcknowledgeHandover(handover_id=handover_id, items=view.to_acknowledge))
    return await log_of(desk, handover_id)


def section(view: HandoverView, name: str) -> list[HandoverItem]:
    return next(found.items for found in view.sections if found.section == name)
