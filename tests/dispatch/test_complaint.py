"""Complaints: picked up, serious ones reported up and reviewed, returned, reopened. Rules PD-03 to PD-05."""

import pytest

from chassis.items import Status
from contracts.dispatch import (
    DeadlineMissed,
    EscalationRaised,
    OrderAccepted,
    OrderCancelled,
    OrderReopened,
    OrderReturned,
    OrderRouted,
    OrderSignedOff,
    OrderVerified,
    ReturnOrder,
)
from contracts.intake import RequestAmended, RequestCancelled, RequestReopened
from contracts.problems import Problem
from tests.dispatch.desk import COMPLAINT, FORMS, at, confirmed, order, people, states, step
from tests.harness import Refused


async def routed(desk_for, **more):
    desk = people(await desk_for("dispatch"))
    await desk.event(confirmed(desk, COMPLAINT, "complaint", **more))
    return desk


async def signed_off(desk):
    await desk.send("wang", step(COMPLAINT, "accepted"))
    await desk.send("wang", step(COMPLAINT, "completed", records={"measures": "修好电梯"}))
    await desk.send("sun", step(COMPLAINT, "signed_off"))


async def test_anyone_of_the_department_picks_it_up_by_name(desk_for):
    desk = await routed(desk_for)
    assert [r.actor for r in desk.take(OrderRouted)[0].notified] == ["sun"]
    with pytest.raises(Refused) as refusal:
        await desk.send("zhao", step(COMPLAINT, "accepted"))
    assert refusal.value.status == 403
    await desk.send("zhou", step(COMPLAINT, "accepted"))
    assert desk.take(OrderAccepted)[0].signed_by == "zhou"


async def test_not_picked_up_within_fifteen_minutes(desk_for):
    desk = await routed(desk_for)
    desk.clock.set(at(15))
    await desk.fire_due()
    assert [d.name for d in desk.take(DeadlineMissed)] == ["accepted"]
    assert [(e.level, e.to_role) for e in desk.take(EscalationRaised)] == [(1, "desk_manager")]
    desk.clock.set(at(30))
    await desk.fire_due()
    assert [(e.level, e.to_role) for e in desk.take(EscalationRaised)] == [(2, "general_manager")]


async def test_a_service_that_was_down_raises_the_whole_chain_at_once(desk_for):
    desk = await routed(desk_for)
    desk.clock.set(at(90))
    await desk.fire_due()
    assert [e.level for e in desk.take(EscalationRaised)] == [1, 2]


async def test_a_serious_one_is_reported_up_and_reviewed_before_it_is_verified(desk_for):
    desk = await routed(desk_for, severity="serious")
    assert [r.actor for r in desk.take(OrderRouted)[0].notified] == ["sun", "mei"]
    [told] = desk.take(EscalationRaised)
    assert (told.level, told.to_role) == (0, "desk_manager")
    await signed_off(desk)
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(COMPLAINT, "verified", records={"settled": True}))
    assert "reviewed" in refusal.value.detail
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(COMPLAINT, "reported_up", records={"report": "电梯"}))
    assert refusal.value.status == 403
    await desk.send("mei", step(COMPLAINT, "reported_up", records={"report": "电梯停运一小时"}))
    await desk.send("boss", step(COMPLAINT, "reviewed", records={"measures": "每周巡检"}))
    await desk.send("li", step(COMPLAINT, "verified", records={"settled": True}))
    assert desk.take(OrderVerified)[0].severity == "serious"


async def test_a_normal_one_needs_no_review(desk_for):
    desk = await routed(desk_for)
    await signed_off(desk)
    assert [f.signed_by for f in desk.take(OrderSignedOff)] == ["sun"]
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(COMPLAINT, "verified", records={"settled": False}))
    assert refusal.value.errors.keys() == {"records.settled"}
    assert (await desk.send("li", step(COMPLAINT, "verified", records={"settled": True}))).state == "verified"


async def test_the_desk_returns_an_incomplete_record(desk_for):
    desk = await routed(desk_for)
    with pytest.raises(Refused) as refusal:
        await desk.send("li", ReturnOrder(number=COMPLAINT, reason="没有措施"))
    assert refusal.value.status == 409
    await signed_off(desk)
    with pytest.raises(Refused) as refusal:
        await desk.send("wang", ReturnOrder(number=COMPLAINT, reason="没有措施"))
    assert refusal.value.status == 403
    receipt = await desk.send("li", ReturnOrder(number=COMPLAINT, reason="没有措施"))
    assert (receipt.step, receipt.next_steps) == ("completed", ["completed"])
    [event] = desk.take(OrderReturned)
    assert (event.to_step, event.reason, [r.actor for r in event.notified]) == ("completed", "没有措施", ["sun"])
    found = states(await order(desk, COMPLAINT))
    assert (found["accepted"], found["completed"], found["signed_off"]) == ("done", "ready", "waiting")


async def test_returning_to_the_first_step_starts_its_deadline_anew(desk_for):
    desk = await routed(desk_for)
    await signed_off(desk)
    desk.clock.set(at(100))
    await desk.send("li", ReturnOrder(number=COMPLAINT, to_step="accepted", reason="换人处理"))
    old, new = (await order(desk, COMPLAINT)).deadlines
    assert (old.state, new.state, new.due_at) == ("met", "running", at(115))
    desk.clock.set(at(115))
    await desk.fire_due()
    assert [d.deadline_id for d in desk.take(DeadlineMissed)] == [new.deadline_id]


async def test_a_dissatisfied_customer_starts_a_new_cycle(desk_for):
    desk = await routed(desk_for)
    event = RequestReopened(number=COMPLAINT, line="complaint", cycle=2, reason="没修好")
    assert (await desk.event(event)).status is Status.LATER
    await signed_off(desk)
    await desk.send("li", step(COMPLAINT, "verified", records={"settled": True}))
    desk.clock.set(at(300))
    for _ in range(2):
        assert (await desk.event(event)).status is Status.OK
    [again] = desk.take(OrderReopened)
    assert (again.cycle, again.policy, again.from_step) == (2, "restart", "accepted")
    assert [r.actor for r in again.notified] == ["sun", "mei"]
    assert [(d.name, d.due_at) for d in again.deadlines] == [("accepted", at(315))]
    view = await order(desk, COMPLAINT)
    assert (view.state, view.cycle, states(view)["accepted"]) == ("open", 2, "ready")
    assert [(d.cycle, d.state) for d in view.deadlines] == [(1, "met"), (2, "running")]
    await signed_off(desk)
    await desk.send("li", step(COMPLAINT, "verified", records={"settled": True}))
    assert [v.cycle for v in desk.take(OrderVerified)] == [1, 2]


async def test_a_cancelled_request_stops_everything(desk_for):
    desk = await routed(desk_for)
    await desk.event(RequestCancelled(number=COMPLAINT, line="complaint", reason="撤回"))
    assert desk.take(OrderCancelled)[0].reason == "撤回"
    desk.clock.set(at(60))
    assert await desk.fire_due() == 0
    with pytest.raises(Refused) as refusal:
        await desk.send("wang", step(COMPLAINT, "accepted"))
    assert refusal.value.status == 409
    assert [d.state for d in (await order(desk, COMPLAINT)).deadlines] == ["cancelled"]


async def test_cancelled_before_it_was_known(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.event(RequestCancelled(number=COMPLAINT, line="complaint", reason="撤回"))
    await desk.event(confirmed(desk, COMPLAINT, "complaint"))
    assert desk.take(OrderRouted) == []
    with pytest.raises(Problem) as refusal:
        await order(desk, COMPLAINT)
    assert refusal.value.status == 404


def amended(desk, revision, **form):
    return RequestAmended(
        number=COMPLAINT,
        revision=revision,
        form=confirmed(desk, COMPLAINT, "complaint", **form).form,
        changed=list(form),
        reason="更正",
        confirmed=True,
    )


async def test_an_amendment_may_move_the_order_to_another_department(desk_for):
    desk = people(await desk_for("dispatch"))
    assert (await desk.event(amended(desk, 2, place="二楼"))).status is Status.LATER
    await desk.event(confirmed(desk, COMPLAINT, "complaint"))
    await desk.event(amended(desk, 3, department="security"))
    await desk.event(amended(desk, 2, place="二楼"))
    view = await order(desk, COMPLAINT)
    assert (view.department, view.form["place"]) == ("security", FORMS["complaint"]["place"])
    assert [e.to_role for e in desk.take(EscalationRaised)] == ["security_head"]
    assert [d.due_at for d in view.deadlines] == [at(15)]
    await desk.send("zhao", step(COMPLAINT, "accepted"))
