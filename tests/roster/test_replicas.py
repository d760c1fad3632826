"""Two replicas on one database: each handover ends once, no person is planned twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from contracts.roster import (
    AcknowledgeHandover,
    AcknowledgeItem,
    HandoverCompiled,
    HandoverCompleted,
    ListShifts,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    RegisterStaff,
    ReleaseFromDuty,
    ShiftEnded,
    ShiftStarted,
    SignIn,
)
from tests.harness import Desk, Refused
from tests.roster.handover_desk import REQUEST, word
from tests.roster.test_handovers import REPORTS, at

DeskFor = Callable[..., Awaitable[Desk]]
PEOPLE = {"li": "clerk", "wang": "clerk", "ma": "duty_manager", "chen": "desk_manager"}


async def replicas(desk_for: DeskFor) -> tuple[Desk, Desk]:
    one, other = await desk_for("roster"), await desk_for("roster")
    for actor, role in PEOPLE.items():
        await one.send("admin", RegisterStaff(actor=actor, name=actor, roles=[role], department="desk"))
    return one, other


def planned(staff: str, start: str, end: str) -> PlannedShift:
    return PlannedShift(staff=staff, post="front_desk", starts_at=at(start), ends_at=at(end))


async def test_a_handover_is_compiled_and_completed_once_however_often_and_wherever(desk_for: DeskFor) -> None:
    one, other = await replicas(desk_for)
    shifts = [planned(actor, "21T08:00", "21T20:00") for actor in ("li", "wang")]
    await one.send("chen", PublishRoster(day=date(2026, 11, 21), shifts=shifts))
    await one.send("li", SignIn())
    await other.send("wang", SignIn())
    handover = (await one.send("li", OpenHandover())).handover_id
    reports = [kind(handover_id=handover, person="li", items=[]) for kind in REPORTS]
    await asyncio.gather(*(desk.event(report) for report in reports for desk in (one, other)))
    ends = [
        ("wang", AcknowledgeHandover(handover_id=handover)),
        ("ma", ReleaseFromDuty(handover_id=handover, reason="x")),
    ]
    outcomes = await asyncio.gather(
        *(desk.send(actor, end) for actor, end in ends for desk in (one, other)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(Refused) == 3
    for kind in (HandoverCompiled, HandoverCompleted, ShiftEnded):
        assert len(one.take(kind)) + len(other.take(kind)) == 1


async def test_two_people_take_over_at_once_and_one_wins(desk_for: DeskFor) -> None:
    one, other = await replicas(desk_for)
    await one.send("admin", RegisterStaff(actor="guo", name="guo", roles=["clerk"], department="desk"))
    people = ("li", "wang", "guo")
    shifts = [planned(actor, "21T08:00", "21T20:00") for actor in people]
    await one.send("chen", PublishRoster(day=date(2026, 11, 21), shifts=shifts))
    for actor in people:
        await one.send(actor, SignIn())
    handover = (await one.send("li", OpenHandover())).handover_id
    for kind in REPORTS:
        await other.event(kind(handover_id=handover, person="li", items=[REQUEST]))
    item = AcknowledgeItem(handover_id=handover, item=word(REQUEST))
    words = await asyncio.gather(one.send("wang", item), other.send("guo", item), return_exceptions=True)
    assert [type(outcome) for outcome in words].count(Refused) == 1
    acknowledge = AcknowledgeHandover(handover_id=handover)
    ends = [one.send("wang", acknowledge), other.send("guo", acknowledge)]
    outcomes = await asyncio.gather(*ends, return_exceptions=True)
    winner = "guo" if isinstance(words[0], Refused) else "wang"
    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
    assert [e.incoming for e in one.take(HandoverCompleted) + other.take(HandoverCompleted)] == [winner]


async def test_nobody_signs_in_twice_wherever(desk_for: DeskFor) -> None:
    one, other = await replicas(desk_for)
    shifts = [planned("li", "21T08:00", "21T09:30"), planned("li", "21T09:30", "21T20:00")]
    ids = (await one.send("chen", PublishRoster(day=date(2026, 11, 21), shifts=shifts))).shift_ids
    outcomes = await asyncio.gather(
        one.send("li", SignIn(shift_id=ids[0])), other.send("li", SignIn(shift_id=ids[1])), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
    assert len(one.take(ShiftStarted)) + len(other.take(ShiftStarted)) == 1


async def test_two_rosters_at_once_plan_nobody_twice(desk_for: DeskFor) -> None:
    one, other = await replicas(desk_for)
    night = PublishRoster(day=date(2026, 11, 21), shifts=[planned("li", "21T20:00", "22T08:00")])
    morning = PublishRoster(day=date(2026, 11, 22), shifts=[planned("li", "22T07:00", "22T12:00")])
    outcomes = await asyncio.gather(one.send("chen", night), other.send("chen", morning), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
    assert len((await one.ask("li", ListShifts(staff="li"))).rows) == 1


async def test_the_same_day_published_twice_at_once_becomes_two_versions(desk_for: DeskFor) -> None:
    one, other = await replicas(desk_for)
    rosters = [
        PublishRoster(day=date(2026, 11, 21), shifts=[planned(actor, "21T08:00", "21T20:00")])
        for actor in ("li", "wang")
    ]
    receipts = await asyncio.gather(one.send("chen", rosters[0]), other.send("chen", rosters[1]))
    assert sorted(receipt.version for receipt in receipts) == [1, 2]
    assert len((await one.ask("li", ListShifts())).rows) == 1
