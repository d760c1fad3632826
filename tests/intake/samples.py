"""Commands and events the tests of intake begin with."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from contracts.dispatch import OrderAccepted, OrderVerified
from contracts.followup import FollowUpCompleted, SatisfactionRated
from contracts.intake import RecordRequest
from tests.harness import START, Desk

DeskFor = Callable[..., Awaitable[Desk]]

COMPLAINT: dict[str, Any] = {
    "complainant": "张伟",
    "phone": "13812348000",
    "occurred_at": "2026-11-21T08:30:00+08:00",
    "place": "Lobby B",
    "course": "The guard slept at the gate.",
    "department": "security",
}
REPAIR: dict[str, Any] = {"reporter": "李娜", "phone": "13900001111", "place": "3-502", "problem": "No water"}
FLIGHT: dict[str, Any] = {
    "name": "王小明",
    "address": "Garden Road 12",
    "room": "3-502",
    "identity_number": "110101199003078515",
    "destination": "Chengdu",
    "departs_at": "2026-12-01T08:00:00+08:00",
    "cabin": "economy",
}
COPIES: dict[str, Any] = {"payer": "outsider", "paper": "A3", "sheets": 4, "no_receipt_told": True}


def complaint(*, confirmed: bool = True, severity: str | None = None, **changes: Any) -> RecordRequest:
    return RecordRequest(line="complaint", form=COMPLAINT | changes, confirmed=confirmed, severity=severity)


def repair(**changes: Any) -> RecordRequest:
    return RecordRequest(line="repair", form=REPAIR | changes)


async def intake_desk(desk_for: DeskFor) -> Desk:
    """An intake with the people of a small desk."""
    desk = await desk_for("intake")
    desk.staff("li", name="李敏", roles=["clerk"])
    desk.staff("zhao", name="赵强", roles=["clerk"])
    desk.staff("chen", name="陈静", roles=["desk_manager"])
    desk.staff("wang", name="王刚", roles=["guard"], department="security")
    return desk


def _step(number: str, step: str, signed_by: str, cycle: int, at: datetime) -> dict[str, Any]:
    return {
        "number": number,
        "order_id": "order-1",
        "line": "complaint",
        "department": "security",
        "step": step,
        "cycle": cycle,
        "signed_by": signed_by,
        "happened_at": at,
    }


def accepted(number: str, by: str = "wang") -> OrderAccepted:
    return OrderAccepted(**_step(number, "accepted", by, 1, START))


def verified(number: str, cycle: int = 1) -> OrderVerified:
    return OrderVerified(**_step(number, "verified", "li", cycle, START), received_by="li", form={})


def rated(number: str, *, satisfied: bool, callback_id: str = "cb-1") -> SatisfactionRated:
    ratings = {"satisfaction": 5 if satisfied else 1}
    return SatisfactionRated(
        callback_id=callback_id,
        number=number,
        line="complaint",
        department="security",
        satisfied=satisfied,
        ratings=ratings,
    )


def followed_up(number: str, cycle: int = 1) -> FollowUpCompleted:
    return FollowUpCompleted(number=number, outcome="satisfied", cycle=cycle)


async def archived(desk: Desk) -> str:
    """A complaint that went all the way; its number."""
    number = (await desk.send("li", complaint())).number
    await desk.event(verified(number))
    await desk.event(followed_up(number))
    return str(number)


def later(desk: Desk, **span: float) -> None:
    desk.clock.set(desk.clock.now() + timedelta(**span))
