"""Handing an order to another department, and a department that declines."""

import pytest

from contracts.dispatch import (
    DeclineOrder,
    HoldOrder,
    ListOrders,
    OrderCompleted,
    OrderDeclined,
    OrderTransferred,
    TransferOrder,
)
from contracts.intake import RequestAmended
from tests.dispatch.desk import REPAIR, at, order, states, step
from tests.dispatch.lines import TITLE, line, refusal, request, work_step

SEEN = {"name": "seen", "by": ["clerk"]}
ASSIGNED = {
    "name": "assigned",
    "by": ["head"],
    "announces": "order.assigned",
    "assigns": "technician",
    "records": {"assignee": "staff!"},
}
DONE = work_step(by=["department", "assignee"], deadline={"within": "60m"})


@pytest.fixture
def transferable(desk_of):
    async def make(**transfer):
        rule = {"decline": ["head"], **transfer}
        lines = {"repair": line(SEEN, ASSIGNED, DONE, transfer=rule, hold_causes={"dnd": TITLE})}
        desk = await desk_of(lines)
        desk.staff("guo", roles=["security_head"], department="security")
        await desk.event(request(desk))
        await desk.send("li", step(REPAIR, "seen"))
        await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"}))
        return desk

    return make


def transfer(department: str = "security") -> TransferOrder:
    return TransferOrder(number=REPAIR, department=department, reason="属于监控设备")


def decline() -> DeclineOrder:
    return DeclineOrder(number=REPAIR, reason="非工程部职责")


async def due(desk):
    return [d.due_at for d in (await order(desk, REPAIR)).deadlines if d.state == "running"]


@pytest.mark.parametrize(("budget", "minutes"), [("rest", 60), ("fresh", 80)])
async def test_the_new_department_has_the_rest_or_the_full_time(transferable, budget, minutes):
    desk = await transferable(budget=budget)
    desk.clock.set(at(20))
    await desk.send("sun", transfer())
    [event] = desk.take(OrderTransferred)
    assert (event.previous, event.department, [r.actor for r in event.notified]) == ("engineering", "security", ["guo"])
    view = await order(desk, REPAIR)
    assert (view.department, view.assignee, view.state) == ("security", None, "open")
    assert await due(desk) == [at(minutes)]


async def test_what_the_former_department_signed_is_history(transferable):
    desk = await transferable()
    await desk.send("li", transfer())
    assert states(await order(desk, REPAIR)) == {
        "seen": "done",
        "assigned": "ready",
        "done": "waiting",
        "verified": "waiting",
    }
    assert (await refusal(desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"})))).status == 403
    await desk.send("guo", step(REPAIR, "assigned", records={"assignee": "zhou"}))
    await desk.send("zhao", step(REPAIR, "done"))
    assert desk.take(OrderCompleted)[0].department == "security"


@pytest.mark.parametrize(
    ("actor", "department", "status"), [("wang", "security", 403), ("sun", "nowhere", 422), ("sun", "engineering", 409)]
)
async def test_what_cannot_be_transferred(transferable, actor, department, status):
    desk = await transferable()
    assert (await refusal(desk.send(actor, transfer(department)))).status == status
    view = await order(desk, REPAIR)
    assert (view.department, view.assignee) == ("engineering", "wang")
    assert desk.take(OrderTransferred) == []


async def test_a_held_order_is_resumed_before(transferable):
    desk = await transferable()
    await desk.send("wang", HoldOrder(number=REPAIR, cause="dnd", reason="请勿打扰"))
    assert (await refusal(desk.send("sun", transfer()))).errors == {"number": "held"}


async def test_lines_that_name_no_transfer_have_none(desk_of):
    desk = await desk_of({"repair": line(work_step())})
    await desk.event(request(desk))
    for command in (transfer(), decline()):
        assert (await refusal(desk.send("sun", command))).status == 409


async def test_a_declined_order_waits_for_the_desk(transferable):
    desk = await transferable()
    await desk.send("sun", decline())
    [event] = desk.take(OrderDeclined)
    assert (event.by, event.department, {r.role for r in event.notified}) == (
        "sun",
        "engineering",
        {"clerk", "desk_manager", "duty_manager"},
    )
    assert await due(desk) == [at(60)]
    assert [row.state for row in (await desk.ask("li", ListOrders())).rows] == ["declined"]
    problem = await refusal(desk.send("wang", step(REPAIR, "done")))
    assert (problem.status, problem.slug) == (409, "order-not-open")
    assert (await refusal(desk.send("sun", decline()))).status == 409
    assert (await refusal(desk.send("sun", transfer()))).status == 403
    await desk.send("li", transfer())
    assert (await order(desk, REPAIR)).state == "open"


async def test_a_promise_may_count_from_the_transfer(desk_of):
    reaction = {"name": "reaction", "of": "transferred", "within": "10m", "stop_when": "has(steps.seen.by)"}
    desk = await desk_of({"repair": line(SEEN, DONE, transfer={}, deadlines=[reaction])})
    await desk.event(request(desk))
    assert [d.name for d in (await order(desk, REPAIR)).deadlines] == ["done"]
    desk.clock.set(at(20))
    await desk.send("li", transfer())
    assert {d.name: d.due_at for d in (await order(desk, REPAIR)).deadlines}["reaction"] == at(30)
    assert "reaction" in [d.name for d in desk.take(OrderTransferred)[0].deadlines]


async def test_the_playbook_may_stop_the_clock_of_a_declined_order(desk_of):
    done = work_step(deadline={"within": "60m", "pause_when": "order.state == 'declined'"})
    desk = await desk_of({"repair": line(done, transfer={"decline": ["head"]})})
    desk.staff("guo", roles=["security_head"], department="security")
    await desk.event(request(desk))
    desk.clock.set(at(10))
    await desk.send("sun", decline())
    assert [d.state for d in (await order(desk, REPAIR)).deadlines] == ["paused"]
    desk.clock.set(at(40))
    await desk.send("li", transfer())
    assert await due(desk) == [at(90)]


async def test_only_those_named_decline(transferable):
    desk = await transferable()
    assert (await refusal(desk.send("wang", decline()))).status == 403
    assert (await order(desk, REPAIR)).state == "open"


async def test_a_correction_that_leads_nowhere_else_leaves_the_department_chosen_by_hand(transferable):
    desk = await transferable()
    await desk.send("li", transfer())
    form = request(desk).form | {"problem": "监控黑屏"}
    amended = {"number": REPAIR, "changed": ["problem"], "reason": "更正", "confirmed": True}
    await desk.event(RequestAmended(revision=2, form=form, **amended))
    assert (await order(desk, REPAIR)).department == "security"
