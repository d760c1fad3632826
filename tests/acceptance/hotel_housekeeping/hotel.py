"""Who works at the hotel, what a guest's wish holds, and the words its tests share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from contracts.base import Recipient
from contracts.dispatch import CheckDue, DeadlineMissed, EscalationRaised, GetOrder, TakeStep
from contracts.followup import CallbackScheduled, RecordResult
from tests.acceptance.desk import Desk, People

PEOPLE: People = {
    "li": ("李敏", ["operator"], "centre"),
    "chen": ("陈静", ["operator"], "centre"),
    "wang": ("王芳", ["centre_supervisor"], "centre"),
    "bai": ("白洁", ["floor_supervisor"], "floors"),
    "mei": ("梅香", ["attendant"], "floors"),
    "lan": ("兰花", ["attendant"], "floors"),
    "he": ("何平", ["housekeeping_manager"], "management"),
    "zhou": ("周强", ["duty_manager"], "management"),
}

SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
FREE = {"amount": "0.00", "currency": "CNY"}
WORKS = {"telephone": True, "radio": True}

CALL = {
    "room": "1208",
    "surname": "钱",
    "wish": "加一床被子",
    "requirements": "要薄的，荞麦枕头一只",
    "anything_else_asked": True,
}
"""What every call records."""
WISH = CALL | {"can_be_met": True, "told_when": "十分钟内", "told_cost": FREE}
REFUSED = CALL | {"can_be_met": False, "alternatives": "羽绒被或毛毯", "alternative_taken": False}
REPEATED = {f"form.{name}": CALL[name] for name in ("room", "surname", "wish", "requirements")}


def actors(recipients: list[Recipient]) -> set[str]:
    return {recipient.actor for recipient in recipients}


def received(number: str, said: Mapping[str, Any] = REPEATED) -> TakeStep:
    """The attendant repeats what is to be done."""
    return TakeStep(number=number, step="received", read_back=dict(said))


async def takes(desk: Desk, number: str, *steps: tuple[str, str] | tuple[str, str, Mapping[str, Any]]) -> None:
    """Take steps in their order, each ``(who, step)`` or ``(who, step, records)``."""
    for by, name, *records in steps:
        command = TakeStep(number=number, step=name, records=dict(records[0]) if records else {})
        await desk.does(by, received(number) if name == "received" else command)


async def wished(desk: Desk, *steps: tuple[str, str], **form: Any) -> str:
    """A wish that has gone out to the floors, and the steps taken since; its number."""
    number = await desk.record("wish", WISH | form)
    await takes(desk, number, *steps)
    return number


async def asked(desk: Desk, number: str, check: str) -> int:
    """How often the operator was told to ask so far."""
    return sum(event.check == check for event in await desk.events(CheckDue, number))


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


async def call_guest(desk: Desk, number: str, satisfaction: int, **more: Any) -> None:
    """The guest is called by whoever owes the newest call."""
    callback = (await desk.events(CallbackScheduled, number))[-1]
    said = {"ratings": {"satisfaction": satisfaction}, "answers": {"thanked": satisfaction >= 3}, **more}
    await desk.does(callback.assignee, RecordResult(callback_id=callback.callback_id, **said))
