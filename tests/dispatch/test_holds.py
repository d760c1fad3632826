"""Holding an order: what must be said, and what follows when it lasts longer. Rule HK-05."""

import pytest

from contracts.dispatch import HoldOrder, OrderHoldExpired, ResumeOrder
from contracts.intake import RequestCancelled
from tests.dispatch.desk import REPAIR, at, order
from tests.dispatch.lines import TITLE, line, refusal, request, work_step

CAUSES = {"parts": {"title": TITLE, "needs_end": True, "needs_teller": True}, "dnd": TITLE}


@pytest.fixture
async def desk(desk_of):
    made = await desk_of({"repair": line(work_step(), hold_causes=CAUSES)})
    await made.event(request(made))
    return made


def hold(minutes: float | None = 60, **more) -> HoldOrder:
    expected = {"expected_end": at(minutes)} if minutes is not None else {}
    return HoldOrder(**{"number": REPAIR, "cause": "parts", "reason": "缺配件", "told_by": "desk"} | expected | more)


async def test_a_cause_says_what_must_be_known(desk):
    problem = await refusal(desk.send("wang", hold(None, told_by=None)))
    assert (problem.status, set(problem.errors)) == (422, {"expected_end", "told_by"})
    assert (await order(desk, REPAIR)).state == "open"
    await desk.send("wang", hold(None, cause="dnd", told_by=None))


async def test_whoever_held_it_and_the_head_hear_when_it_lasts_longer(desk):
    await desk.send("wang", hold(60))
    desk.clock.set(at(59))
    assert await desk.fire_due() == 0
    desk.clock.set(at(60))
    await desk.fire_due()
    [event] = desk.take(OrderHoldExpired)
    assert [(r.actor, r.role) for r in event.recipients] == [("wang", "held_by"), ("sun", "engineering_supervisor")]
    assert (event.expected_end, event.cause) == (at(60), "parts")
    assert [entry.kind for entry in (await order(desk, REPAIR)).history] == ["held", "hold_expired"]
    desk.clock.set(at(600))
    await desk.fire_due()
    assert desk.take(OrderHoldExpired) == []


async def test_another_hold_counts_anew(desk):
    await desk.send("wang", hold(60))
    desk.clock.set(at(30))
    await desk.send("wang", ResumeOrder(number=REPAIR))
    desk.clock.set(at(40))
    await desk.send("wang", hold(90))
    desk.clock.set(at(60))
    await desk.fire_due()
    assert desk.take(OrderHoldExpired) == []
    desk.clock.set(at(90))
    await desk.fire_due()
    assert [event.expected_end for event in desk.take(OrderHoldExpired)] == [at(90)]


async def test_a_cancelled_order_waits_for_nothing(desk):
    await desk.send("wang", hold(60))
    await desk.event(RequestCancelled(number=REPAIR, line="repair", reason="客户取消"))
    desk.clock.set(at(61))
    assert await desk.fire_due() == 0
    assert desk.take(OrderHoldExpired) == []
