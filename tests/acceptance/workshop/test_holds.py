"""Orders on hold: the cause, the expected end, what the clocks do, whom its passing is told."""

from typing import Any

from contracts.dispatch import (
    HoldOrder,
    OrderHeld,
    OrderHoldExpired,
    ResumeOrder,
    TakeStep,
    TransferOrder,
)
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import at, missed, order, overhaul, takes, why


def hold(number: str, cause: str = "parts", **more: Any) -> HoldOrder:
    return HoldOrder(number=number, cause=cause, reason="缸盖未到", **more)


async def test_a_cause_that_needs_an_end_is_refused_without_one(desk: Desk) -> None:
    number = await overhaul(desk)
    missing = await desk.refuses("mu", hold(number), status=422)
    assert set(missing.errors) == {"expected_end"}
    past = await desk.refuses("mu", hold(number, expected_end=at(8)), status=422)
    assert set(past.errors) == {"expected_end"}
    await desk.refuses("mu", hold(number, "weather"), status=422)
    await desk.refuses("qi", hold(number, expected_end=at(11)), status=403)
    await desk.does("mu", hold(number, expected_end=at(11)))
    assert (await desk.event(OrderHeld, number)).expected_end == at(11)
    await desk.refuses("mu", hold(number, expected_end=at(12)), status=409, says="already held")
    await desk.refuses("mu", TakeStep(number=number, step="accepted"), status=409, says="held")
    away = TransferOrder(number=number, department="paint", reason="换人")
    await desk.refuses("bao", away, status=409, says="held")


async def test_its_expiry_is_told_once_to_whoever_held_it_and_the_head(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.does("mu", hold(number, expected_end=at(11)))
    await desk.at("10:59:59")
    assert await desk.events(OrderHoldExpired, number) == []
    await desk.at("11:00")
    told = await desk.event(OrderHoldExpired, number)
    assert [(r.actor, r.role) for r in told.recipients] == [("mu", "held_by"), ("bao", "bench_master")]
    await desk.at("17:00")
    assert len(await desk.events(OrderHoldExpired, number)) == 1
    assert (await order(desk, number)).state == "held"


async def test_nobody_hears_of_a_hold_that_ended_before(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.does("mu", hold(number, expected_end=at(11)))
    await desk.at("10:30")
    await desk.does("mu", ResumeOrder(number=number, note="到货"))
    await desk.does("mu", hold(number, "customer"))
    await desk.at("12:00")
    assert await desk.events(OrderHoldExpired, number) == []


async def test_only_the_clocks_that_may_stand_still_do(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.at("10:00")
    await desk.does("mu", hold(number, "customer"))
    await desk.at("11:30")
    assert await missed(desk, number) == {"accepted": ["bench_master", "director"]}
    await desk.does("mu", ResumeOrder(number=number))
    await takes(desk, number, "mu", "accepted")
    reasons = await why(desk, number, "repaired")
    [pause] = reasons.pauses
    assert (pause.reason, pause.why, pause.by) == ("hold", "customer: 缸盖未到", "mu")
    assert (pause.since, pause.until) == (at(10), at(11, 30))
    assert reasons.deadline.due_at == at(9, 30, day=2), "an hour and a half into Monday; on Sunday it is closed"
    assert [(s.since, s.until) for s in reasons.closed] == [
        (at(12), at(13)),
        (at(18), at(8, day=2)),
    ]
