"""A hall in roster's eyes: its people on duty, and what the four other services say of what somebody holds."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from contracts.base import HandoverItem
from contracts.cashdesk import CashdeskHandoverReported
from contracts.dispatch import DispatchHandoverReported
from contracts.followup import FollowupHandoverReported
from contracts.intake import IntakeHandoverReported
from contracts.problems import Problem
from contracts.roster import ItemWord, OpenHandover, PlannedShift, PublishRoster, RegisterStaff, SignIn
from tests.harness import Desk

DeskFor = Callable[..., Awaitable[Desk]]
KINDS = {
    "intake": IntakeHandoverReported,
    "dispatch": DispatchHandoverReported,
    "followup": FollowupHandoverReported,
    "cashdesk": CashdeskHandoverReported,
}
PEOPLE = {
    "li": ["clerk"],
    "wang": ["clerk"],
    "zhao": ["clerk"],
    "chen": ["duty_manager"],
    "deng": ["duty_manager"],
    "sun": ["hall_manager"],
}
NUMBER = "HQ-20261121-0001"
REQUEST = HandoverItem(kind="request", reference=NUMBER, title="enquiry", number=NUMBER, state="confirmed")
CALLBACK = HandoverItem(kind="callback", reference="c1", title="call", number=NUMBER, state="due")
CASH = HandoverItem(kind="cash", reference="holder:li", title="20.00 in hand", state="held")
SERVING = HandoverItem(kind="serving", reference="s1", title="served", state="serving", stays=True)
Held = Mapping[str, Sequence[HandoverItem]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+08:00")


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


async def hall(desk_for: DeskFor) -> Desk:
    """li, wang, chen and deng are on duty until 14:00; zhao and sun are not."""
    desk = await desk_for("roster", "telecom-hall")
    for actor, roles in PEOPLE.items():
        await desk.send("admin", RegisterStaff(actor=actor, name=actor.upper(), roles=roles, department="hall"))
    posts = {"li": "counter_1", "wang": "counter_2", "chen": "duty_manager", "deng": "duty_manager"}
    await shifts(desk, posts, "21T09:00", "21T14:00")
    for actor in posts:
        await desk.send(actor, SignIn())
    return desk


async def shifts(desk: Desk, posts: Mapping[str, str], start: str, end: str) -> None:
    planned = [PlannedShift(staff=s, post=p, starts_at=at(start), ends_at=at(end)) for s, p in posts.items()]
    await desk.send("sun", PublishRoster(day=date(2026, 11, int(start[:2])), shifts=planned))


async def opened(desk: Desk, actor: str = "li", incoming: str | None = None) -> str:
    return str((await desk.send(actor, OpenHandover(incoming=incoming))).handover_id)


async def report(desk: Desk, handover: str, held: Held | None = None, *, person: str = "li", of_round: int = 1) -> None:
    for service, kind in KINDS.items():
        items = list((held or {}).get(service, ()))
        await desk.event(kind(handover_id=handover, person=person, items=items, round=of_round))


def word(item: HandoverItem, **more: Any) -> ItemWord:
    return ItemWord(kind=item.kind, reference=item.reference, **more)
