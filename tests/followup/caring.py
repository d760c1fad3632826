"""The telecom hall's care plan, and what its tests do over and over."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.followup import CallbackScheduled, RecordResult, TakeCall
from contracts.intake import RequestConfirmed
from tests.harness import Desk, Refused

DeskFor = Callable[..., Awaitable[Desk]]
FOUND = {"bill_received": True, "phone_use": "每天", "channels_introduced": "网上营业厅"}
CARED = FOUND | {"reason_for_care": "集团客户", "care_summary": "满意"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


async def hall(desk_for: DeskFor) -> Desk:
    desk = await desk_for("followup", "telecom-hall")
    desk.staff("li", roles=["clerk"], department="hall")
    desk.staff("hui", roles=["caller"], department="hall")
    desk.staff("fang", roles=["caller"], department="hall")
    desk.staff("chen", roles=["duty_manager"], department="hall")
    desk.staff("sun", roles=["hall_manager"], department="hall")
    desk.staff("wei", roles=["network_head"], department="network", on_duty=False)
    return desk


def confirmed(desk: Desk, line: str, form: dict[str, Any], number: int, **more: Any) -> RequestConfirmed:
    now = desk.clock.now()
    facts: dict[str, Any] = {
        "number": f"HQ-20261121-{number:04}",
        "line": line,
        "form": {"customer": "张*", "phone": "138****8000"} | form,
        "received_by": "li",
        "department": "hall",
        "revision": 1,
        "happened_at": now,
        "recorded_at": now,
        "confirmed_at": now,
        "playbook": "telecom-hall",
        "playbook_version": 1,
        "customer_id": f"c{number}",
    }
    return RequestConfirmed(**(facts | more))


async def joins(desk: Desk, brand: str, number: int = 1, **more: Any) -> CallbackScheduled:
    """A customer joins now; the call that is planned."""
    form = {"brand": brand} | {name: more.pop(name) for name in ("special",) if name in more}
    await desk.event(confirmed(desk, "joining", form, number, **more))
    return desk.take(CallbackScheduled)[-1]


async def writes(desk: Desk, number: int = 1, **more: Any) -> CallbackScheduled:
    form = {"way": "book", "written": True, "text": "信号不好"}
    await desk.event(confirmed(desk, "opinion", form, number, **more))
    return desk.take(CallbackScheduled)[-1]


async def calls(desk: Desk, call: CallbackScheduled, agent: str = "hui", **more: Any) -> None:
    """The agent takes the call, and the customer answers."""
    await desk.send(agent, TakeCall(callback_id=call.callback_id))
    facts: dict[str, Any] = {"answers": FOUND, "means": "phone"} | more
    await desk.send(agent, RecordResult(callback_id=call.callback_id, **facts))


def later(desk: Desk, **span: int) -> None:
    desk.clock.set(desk.clock.now() + timedelta(**span))


async def refused(awaitable: Awaitable[object]) -> Refused:
    with pytest.raises(Refused) as problem:
        await awaitable
    return problem.value
