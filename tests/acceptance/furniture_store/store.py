"""Who works at the store, what its forms hold, and how its tests begin."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from contracts.cashdesk import OpenDrawer, PayoutOpened
from contracts.dispatch import DeadlineMissed, EscalationRaised, TakeStep
from contracts.intake import ReceiveDocument
from contracts.money import Money
from tests.acceptance.desk import Desk, People
from tests.stack import START

Body = Mapping[str, Any]
"""What a command holds beside the step: records, a decision."""
Form = dict[str, Any]

PEOPLE: People = {
    "li": ("李敏", ["clerk"], "desk"),
    "chen": ("陈静", ["clerk"], "desk"),
    "wang": ("王芳", ["desk_manager"], "desk"),
    "gu": ("顾盼", ["consultant"], "retail"),
    "tang": ("唐建", ["store_manager"], "retail"),
    "rao": ("饶红", ["retail_head"], "retail"),
    "sun": ("孙工", ["service_head"], "service_centre"),
    "liu": ("刘洋", ["technician"], "service_centre"),
    "ma": ("马超", ["technician"], "service_centre"),
    "pei": ("裴勇", ["delivery_head"], "delivery"),
    "che": ("车军", ["driver"], "delivery"),
    "fang": ("方圆", ["finance_head"], "finance"),
    "kuai": ("蒯华", ["accountant"], "finance"),
    "zhang": ("张建国", ["general_manager"], "management"),
    "hao": ("郝总", ["head_office_manager"], "head_office"),
}

PRICE = {"amount": "1600.00", "currency": "CNY"}
PHONE = "13812348000"
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

SALE = {
    "name": "张伟",
    "phone": PHONE,
    "address": "3号楼2单元501",
    "order_number": "SO-1001",
    "goods": "三人沙发",
    "price": PRICE,
    "consultant": "gu",
    "delivery": True,
}
CUSTOM_ORDER = {"name": "张伟", "phone": PHONE, "goods": "定制衣柜", "price": PRICE}
CANCELLATION = {
    "name": "张伟",
    "phone": PHONE,
    "order_number": "SO-1001",
    "kind": "standard",
    "price": PRICE,
    "reason": "尺寸不合适",
}
RETURN = {
    "name": "张伟",
    "phone": PHONE,
    "order_number": "SO-1001",
    "wish": "return",
    "kind": "standard",
    "quality_fault": False,
    "handed_out": "delivered",
    "price": PRICE,
}
REPAIR = {"name": "赵丽", "phone": "13987654321", "address": "5号楼1201", "product": "餐椅", "problem": "椅腿松动"}
CLAIM = {
    "name": "赵丽",
    "phone": "13987654321",
    "product": "书柜",
    "kind": "standard",
    "claim": "柜门开裂",
    "price": PRICE,
}
SOFT = {"name": "何桂兰", "phone": "13722223333", "place": "二楼展厅", "about": "service", "course": "等候无人接待"}
HARD = {"name": "孟凡", "phone": "13511112222", "product": "双人床", "course": "床板断裂"}


def cny(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "CNY"})


def stamp(moment: datetime) -> str:
    return moment.isoformat()


def collected(age: timedelta, *, unopened: bool = True, papers: bool = True, **more: Any) -> Form:
    """Goods the customer took along that long ago."""
    return {
        "handed_out": "self_collected",
        "received_at": stamp(START - age),
        "ordered_at": stamp(START - age - DAY),
        "unopened": unopened,
        "slip_and_receipt": papers,
    } | more


def delivered(age: timedelta, *, intact: bool = True, originals: bool = True, **more: Any) -> Form:
    """Goods that were delivered that long ago."""
    return {
        "handed_out": "delivered",
        "received_at": stamp(START - age),
        "ordered_at": stamp(START - age - DAY),
        "intact": intact,
        "originals": originals,
    } | more


def waiting(age: timedelta, **more: Any) -> Form:
    """Goods ordered that long ago and not handed out yet."""
    return {"handed_out": "no", "ordered_at": stamp(START - age)} | more


async def cancellation(desk: Desk, *, ordered_at: datetime = START - HOUR, **form: Any) -> str:
    """A cancellation that has left the desk with all its papers; its number."""
    number = await desk.record("cancellation", CANCELLATION | {"ordered_at": stamp(ordered_at)} | form)
    await bring_papers(desk, number)
    return number


async def bring_papers(desk: Desk, number: str) -> None:
    """The customer shows all that a cancellation needs."""
    for document in ("order", "payment", "application"):
        await desk.does("li", ReceiveDocument(number=number, document=document, original=True))


async def returned(desk: Desk, form: Body) -> str:
    """An application for a return or an exchange, its form completed by ``form``; its number."""
    return await desk.record("return", {**RETURN, **form})


def step(number: str, name: str, body: Body | None = None) -> TakeStep:
    """The command; ``body`` is what it holds beside the step."""
    return TakeStep(number=number, step=name, **(body or {}))


async def takes(desk: Desk, number: str, *steps: tuple[str, str] | tuple[str, str, Body]) -> None:
    """Take steps in their order, each ``(who, step)`` or ``(who, step, body)``."""
    for by, name, *more in steps:
        await desk.does(by, step(number, name, *more))


async def missed(desk: Desk, number: str) -> dict[str, list[str]]:
    """The deadlines that were missed, each with the roles that heard of it so far."""
    raised = await desk.events(EscalationRaised, number)
    return {
        event.name: [each.to_role for each in raised if each.name == event.name]
        for event in await desk.events(DeadlineMissed, number)
    }


async def open_till(desk: Desk, by: str = "kuai") -> None:
    """The drawer with a float that is enough to pay a customer out."""
    await desk.does(by, OpenDrawer(drawer="front", counted=cny("2000.00")))


async def owed(desk: Desk, number: str) -> list[Money]:
    """What was opened to be paid out to the customer."""
    return [event.amount for event in await desk.events(PayoutOpened, number)]
