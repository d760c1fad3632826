"""A telecom hall whose months are planned; what the tests of months share."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from typing import Any

import pytest

from contracts.problems import Problem
from contracts.roster import DraftMonth, DraftShift, ListShifts, MonthReceipt, PublishMonth, RegisterStaff
from tests.harness import Desk

DeskFor = Callable[..., Awaitable[Desk]]
MONTH = "2026-12"
PEOPLE = {
    "li": "clerk",
    "wang": "clerk",
    "zhao": "clerk",
    "chen": "duty_manager",
    "sun": "hall_manager",
    "ting": "hall_administrator",
}


def at(text: str) -> datetime:
    """``12-01T08:15`` in the zone of the hall; a year may stand before."""
    return datetime.fromisoformat(f"{text if text[4:5] == '-' else f'2026-{text}'}:00+08:00")


def shift(staff: str, day: int, pattern: str = "early", post: str = "counter_1", month: str = MONTH) -> DraftShift:
    return DraftShift(post=post, staff=staff, day=date.fromisoformat(f"{month}-{day:02d}"), pattern=pattern)


async def month_desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("roster", playbook="telecom-hall")
    for actor, role in PEOPLE.items():
        await desk.send("admin", RegisterStaff(actor=actor, name=actor, roles=[role], department="hall"))
    await desk.run_start()
    return desk


async def publish(desk: Desk, shifts: Iterable[DraftShift], month: str = MONTH) -> MonthReceipt:
    await desk.send("chen", DraftMonth(month=month, shifts=list(shifts)))
    receipt: MonthReceipt = await desk.send("sun", PublishMonth(month=month))
    return receipt


async def shift_ids(desk: Desk) -> dict[tuple[str, int], str]:
    """Ids of the shifts as they stand, by person and day of the month."""
    rows = (await desk.ask("sun", ListShifts(limit=200))).rows
    zone = at("12-01T00:00").tzinfo
    return {(row.staff, row.starts_at.astimezone(zone).day): row.shift_id for row in rows}


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value
