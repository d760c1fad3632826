"""Customers of the care plan, and the agents who call them."""

from datetime import datetime, timedelta
from typing import Any

from contracts.followup import CallbackScheduled, CallListView, CallRow, GetCallList, RecordResult, TakeCall
from tests.acceptance.desk import Desk

FOUND = {"bill_received": True, "phone_use": "每天通话", "channels_introduced": "网上营业厅，10086"}
CARED = FOUND | {"opinions": "希望有专属客户经理", "reason_for_care": "集团客户", "care_summary": "满意"}
REPLY = {"reply": "已增设基站，信号恢复"}


async def joins(desk: Desk, brand: str, *, customer: int = 1, **more: Any) -> CallbackScheduled:
    """A customer joins now; the call that is planned. ``customer`` makes the telephone number."""
    form = {"customer": "王小明", "phone": f"139{customer:08}", "brand": brand} | more
    number = await desk.record("joining", form)
    return await desk.event(CallbackScheduled, number)


async def writes(desk: Desk, *, customer: int = 1, **more: Any) -> CallbackScheduled:
    """A customer leaves a written opinion now; the call that is planned."""
    form = {"customer": "赵小红", "phone": f"139{customer:08}", "way": "book", "written": True, "text": "没有信号"}
    number = await desk.record("opinion", form | more)
    return await desk.event(CallbackScheduled, number)


async def takes(desk: Desk, agent: str, call: CallbackScheduled) -> None:
    await desk.does(agent, TakeCall(callback_id=call.callback_id))


async def calls(desk: Desk, call: CallbackScheduled, agent: str = "hui", **more: Any) -> None:
    """The agent takes the call, and the customer answers."""
    await takes(desk, agent, call)
    facts: dict[str, Any] = {"answers": FOUND, "means": "phone"} | more
    await desk.does(agent, RecordResult(callback_id=call.callback_id, **facts))


async def call_list(desk: Desk, agent: str = "hui") -> list[CallRow]:
    view: CallListView = await desk.ask(agent, GetCallList())
    return view.rows


async def fresh_month(desk: Desk) -> None:
    """Begin at 09:00 of the first day of a month that no test has seen."""
    latest = desk.stack.latest.astimezone(desk.start.tzinfo)
    first = (latest.replace(day=1) + timedelta(days=32)).replace(day=1)
    desk.start = first.replace(hour=9, minute=0, second=0, microsecond=0)
    await desk.stack.set_clock(desk.start)


def day(desk: Desk, days: int, time: str = "00:00") -> datetime:
    """A wall time ``days`` after the first day."""
    hour, minute = map(int, time.split(":"))
    return desk.start.replace(hour=hour, minute=minute, second=0) + timedelta(days=days)
