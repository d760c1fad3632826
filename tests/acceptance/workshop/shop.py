"""Who works at the workshop, what its forms hold, and how its tests look."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from contracts.dispatch import (
    DeadlineMissed,
    DeadlineReasons,
    EscalationRaised,
    GetDeadline,
    GetOrder,
    OrderView,
    TakeStep,
)
from contracts.intake import ReceiveDocument
from tests.acceptance.desk import Desk, People
from tests.stack import START

MINUTE, HOUR, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)

PEOPLE: People = {
    "li": ("李敏", ["clerk"], "desk"),
    "chen": ("陈静", ["clerk"], "desk"),
    "wang": ("王芳", ["desk_manager"], "desk"),
    "bao": ("鲍师傅", ["bench_master"], "bench"),
    "mu": ("穆工", ["mechanic", "worker"], "bench"),
    "mei": ("梅工", ["mechanic", "worker"], "bench"),
    "pan": ("潘师傅", ["paint_master"], "paint"),
    "qi": ("漆工", ["painter", "worker"], "paint"),
    "hong": ("洪工", ["painter", "worker"], "paint"),
    "dian": ("佃师傅", ["electrics_master"], "electrics"),
    "xian": ("线工", ["electrician", "worker"], "electrics"),
    "kuai": ("蒯华", ["accountant"], "office"),
    "zhao": ("赵会计", ["accountant"], "office"),
    "chang": ("常厂长", ["director"], "management"),
}

OVERHAUL = {"name": "张伟", "phone": "13812348000", "vehicle": "货车", "group": "bench"}
BREAKDOWN = {"place": "三号路口"}
BODYWORK = {
    "name": "何桂兰",
    "vehicle": "轿车",
    "deposit": {"amount": "200.00", "currency": "CNY"},
    "wants_news": True,
}


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 0) -> datetime:
    """A local time of the first day, or ``day`` days after it."""
    return START.replace(hour=hour, minute=minute, second=second) + timedelta(days=day)


async def overhaul(desk: Desk, *, severity: str = "normal", **form: Any) -> str:
    """An overhaul whose paper was shown; its number."""
    number = await desk.record("overhaul", OVERHAUL | form, severity=severity)
    await desk.does("li", ReceiveDocument(number=number, document="licence", original=True, copies=1))
    return number


async def bodywork(desk: Desk, **form: Any) -> str:
    """A bodywork that has left the desk; its number."""
    return await desk.record("bodywork", BODYWORK | form)


async def takes(desk: Desk, number: str, who: str, step: str, **more: Any) -> None:
    await desk.does(who, TakeStep(number=number, step=step, **more))


async def look(desk: Desk, number: str, *, parts_needed: bool = False) -> None:
    await takes(desk, number, "qi", "looked_at", records={"parts_needed": parts_needed})


async def order(desk: Desk, number: str) -> OrderView:
    view: OrderView = await desk.ask("li", GetOrder(number=number))
    return view


async def why(desk: Desk, number: str, name: str) -> DeadlineReasons:
    """Why the deadline is due when it is."""
    reasons: DeadlineReasons = await desk.ask("li", GetDeadline(number=number, name=name))
    return reasons


async def due(desk: Desk, number: str) -> Mapping[str, datetime]:
    """The order's open deadlines."""
    deadlines = (await order(desk, number)).deadlines
    return {each.name: each.due_at for each in deadlines if each.state in ("running", "paused")}


async def missed(desk: Desk, number: str) -> dict[str, list[str]]:
    """The deadlines that were missed, each with the roles that heard of it so far."""
    raised = await desk.events(EscalationRaised, number)
    return {
        event.name: [each.to_role for each in raised if each.name == event.name]
        for event in await desk.events(DeadlineMissed, number)
    }
