"""Who works around the information desk, what its forms hold, and the words its tests share."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chassis.gateway.by_log import read_log
from contracts.base import Event, Recipient
from contracts.dispatch import DeadlineMissed, EscalationRaised, TakeStep
from contracts.followup import CallbackScheduled, RecordResult
from contracts.intake import RecordRequest, ReportMissing
from tests.acceptance.desk import Desk, People

PEOPLE: People = {
    "li": ("李敏", ["clerk"], "desk"),
    "chen": ("陈静", ["clerk"], "desk"),
    "wang": ("王芳", ["desk_manager"], "desk"),
    "zhou": ("周强", ["duty_manager"], "desk"),
    "zhang": ("张建国", ["general_manager"], "management"),
    "ke": ("柯岚", ["customer_service_head"], "customer_service"),
    "xu": ("徐慧", ["customer_service_agent"], "customer_service"),
    "yan": ("严冰", ["customer_service_agent"], "customer_service"),
    "sun": ("孙工", ["engineering_supervisor"], "engineering"),
    "liu": ("刘洋", ["technician"], "engineering"),
    "bai": ("白洁", ["housekeeping_supervisor"], "housekeeping"),
    "mei": ("梅香", ["housekeeper"], "housekeeping"),
    "qin": ("秦刚", ["security_head"], "security"),
    "dong": ("董武", ["guard"], "security"),
}

E = TypeVar("E", bound=Event)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = 2
"""Days from the Saturday on which every test begins."""
COLLECTED = ("security", "engineering", "housekeeping", "customer_service")
"""The business lines that owe the desk a report each day."""

COMPLAINT = {"complainant": "张伟", "phone": "13812348000", "place": "3号楼大堂", "course": "路灯损坏一周无人修理"}
REPAIR = {"customer": "赵丽", "phone": "13987654321", "address": "5号楼1201", "kind": "repair", "wish": "水龙头漏水"}
CLEANING = {"customer": "冯娟", "phone": "13612345678", "address": "1号楼603", "kind": "housekeeping", "wish": "保洁"}
FIRE = {"kind": "fire", "place": "7号楼三层", "course": "楼道冒烟"}
LIFT = {"kind": "lift", "place": "2号楼1号电梯", "course": "电梯困人"}


def at(text: str) -> datetime:
    """A moment in Shanghai, ``2026-05-09 16:00`` with or without seconds."""
    return datetime.fromisoformat(f"{text}+08:00")


def actors(recipients: list[Recipient]) -> set[str]:
    return {recipient.actor for recipient in recipients}


def step(number: str, name: str, **records: Any) -> TakeStep:
    return TakeStep(number=number, step=name, records=records)


async def takes(desk: Desk, number: str, *steps: tuple[str, str] | tuple[str, str, Mapping[str, Any]]) -> None:
    """Take steps in their order, each ``(who, step)`` or ``(who, step, records)``."""
    for by, name, *records in steps:
        await desk.does(by, step(number, name, **(records[0] if records else {})))


async def missed(desk: Desk, number: str) -> dict[str, list[str]]:
    """The deadlines that were missed, each with the roles that heard of it so far."""
    raised = await desk.events(EscalationRaised, number)
    return {
        event.name: [each.to_role for each in raised if each.name == event.name]
        for event in await desk.events(DeadlineMissed, number)
    }


async def reports(desk: Desk, by: str, business_line: str) -> str:
    """What somebody collected reaches the desk; its number."""
    form = {"business_line": business_line, "source": "patrol", "content": "东门道闸抬杆缓慢"}
    receipt = await desk.does(by, RecordRequest(line="field_report", form=form))
    return str(receipt.number)


async def since(desk: Desk, moment: datetime, kind: type[E]) -> list[E]:
    """Events later than that moment: what was overdue when the clock jumped there came at it."""
    found = await desk.received(kind)
    return [r.event for r in found if isinstance(r.event, kind) and r.envelope.time > moment]


async def reminders(desk: Desk, after: datetime) -> list[tuple[str, int, str]]:
    """Of whom missing reports were asked after that moment: business line, level, role."""
    return [(e.business_line, e.level, e.to_role) for e in await since(desk, after, ReportMissing)]


async def letters(desk: Desk, number: str) -> list[dict[str, str]]:
    """What the gateway was given about a request, oldest first."""
    await desk.stack.settle()
    return [
        letter for letter in read_log(desk.stack.folder) if (letter["site"], letter["number"]) == (desk.site, number)
    ]


async def call_back(desk: Desk, number: str, **ratings: int) -> None:
    """The customer is called, during callback hours, by whoever owes the newest call."""
    callback = (await desk.events(CallbackScheduled, number))[-1]
    await desk.does(callback.assignee, RecordResult(callback_id=callback.callback_id, ratings=ratings))
