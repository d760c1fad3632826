"""Who works around product care, what its forms hold, and the words its tests share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from contracts.base import Recipient
from contracts.dispatch import DeadlineMissed, EscalationRaised, GetOrder, TakeStep
from contracts.followup import CallbackScheduled, RecordResult
from tests.acceptance.desk import Desk, People

PEOPLE: People = {
    "li": ("李敏", ["agent"], "care"),
    "chen": ("陈静", ["agent"], "care"),
    "wang": ("王芳", ["care_manager"], "care"),
    "liu": ("刘洋", ["technician"], "care"),
    "ma": ("马超", ["technician"], "care"),
    "qin": ("秦刚", ["quality_head"], "quality"),
    "mei": ("梅香", ["engineer"], "quality"),
    "kai": ("凯文", ["development_head"], "development"),
    "fei": ("费宇", ["engineer"], "development"),
    "zhi": ("支宏", ["manufacturing_head"], "manufacturing"),
    "gong": ("龚亮", ["engineer"], "manufacturing"),
    "cai": ("蔡明", ["materials_head"], "materials"),
    "lu": ("陆平", ["engineer"], "materials"),
    "fu": ("傅强", ["deputy_manager"], "management"),
    "zhang": ("张建国", ["general_manager"], "management"),
}
KINDS = {
    "defect": ("quality", "qin", "mei"),
    "design": ("development", "kai", "fei"),
    "workmanship": ("manufacturing", "zhi", "gong"),
    "material": ("materials", "cai", "lu"),
}
"""Kind of feedback: the department it goes to, its head, somebody of its staff."""

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = 2
"""Days from the Saturday on which every test begins."""

CUSTOMER = {"name": "张伟", "phone": "13812348000", "address": "3号楼2单元501", "fax": "02161234567"}
FEEDBACK = CUSTOMER | {"product": "电饭煲DF-30", "kind": "defect", "content": "煮饭时底部冒烟"}
REPAIR = CUSTOMER | {"product": "电饭煲DF-30", "problem": "不加热"}
MEASURES = {"cause": "温控器批次不良", "measures": "更换温控器并全检库存"}
OPINION = {"opinion": "立即停售该批次，登报说明"}
GOOD = {"quality": 5, "timeliness": 4, "attitude": 5}


def actors(recipients: list[Recipient]) -> set[str]:
    return {recipient.actor for recipient in recipients}


def step(number: str, name: str, **records: Any) -> TakeStep:
    return TakeStep(number=number, step=name, records=records)


async def takes(desk: Desk, number: str, *steps: tuple[str, str] | tuple[str, str, Mapping[str, Any]]) -> None:
    """Take steps in their order, each ``(who, step)`` or ``(who, step, records)``."""
    for by, name, *records in steps:
        await desk.does(by, step(number, name, **(records[0] if records else {})))


async def feedback(desk: Desk, severity: str, *, channel: str = "phone", **form: Any) -> str:
    """Feedback that was recorded and confirmed; its number."""
    return await desk.record("feedback", FEEDBACK | form, severity=severity, channel=channel)


async def repaired(desk: Desk, technician: str, content: str, **form: Any) -> str:
    """A repair that a technician has done and product care has verified; its number."""
    number = await desk.record("repair", REPAIR | form, channel="phone")
    await takes(
        desk,
        number,
        ("li", "assigned", {"assignee": technician}),
        (technician, "repaired", {"content": content}),
        ("li", "verified"),
    )
    return number


async def standing(desk: Desk, number: str) -> dict[str, str]:
    """How each step stands."""
    return {step.name: step.state for step in (await desk.ask("li", GetOrder(number=number))).steps}


async def missed(desk: Desk, number: str) -> dict[str, list[str]]:
    """The deadlines that were missed, each with the roles that heard of it so far."""
    raised = await desk.events(EscalationRaised, number)
    return {
        event.name: [each.to_role for each in raised if each.name == event.name]
        for event in await desk.events(DeadlineMissed, number)
    }


async def call_back(desk: Desk, number: str, **result: Any) -> None:
    """The customer is called, during callback hours, by whoever owes the newest call."""
    callback = (await desk.events(CallbackScheduled, number))[-1]
    await desk.does(callback.assignee, RecordResult(callback_id=callback.callback_id, **result))
