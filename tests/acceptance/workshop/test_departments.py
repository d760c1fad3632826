"""Orders handed over, declined and routed anew."""

from contracts.dispatch import (
    DeadlineMissed,
    DeadlineMoved,
    DeclineOrder,
    OrderDeclined,
    OrderTransferred,
    TakeStep,
    TransferOrder,
)
from contracts.intake import AmendRequest, DeliveryFailed, ListDeliveries
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import BREAKDOWN, HOUR, MINUTE, at, due, missed, order, overhaul, takes, why
from tests.stack import START


def transfer(number: str, department: str) -> TransferOrder:
    return TransferOrder(number=number, department=department, reason="属于别的班组")


async def test_another_department_gets_the_rest_of_the_time(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.at("10:00")
    await desk.refuses("mu", transfer(number, "electrics"), status=403)
    await desk.refuses("bao", transfer(number, "bench"), status=409)
    await desk.refuses("bao", transfer(number, "kitchen"), status=422)
    await desk.does("bao", transfer(number, "electrics"))
    handed = await desk.event(OrderTransferred, number)
    assert (handed.previous, handed.department, handed.by) == ("bench", "electrics", "bao")
    assert [r.actor for r in handed.notified] == ["dian"]
    assert (await due(desk, number))["accepted"] == START + 2 * HOUR
    await desk.refuses("mu", TakeStep(number=number, step="accepted"), status=403)
    await desk.at("10:59:59")
    assert await missed(desk, number) == {}
    await desk.at("11:00")
    assert await missed(desk, number) == {"accepted": ["electrics_master"]}


async def test_what_passed_on_one_calendar_has_passed_on_the_other(desk: Desk) -> None:
    """Eight hours of the bench end at six. After two of them the other six are the paint shop's, which has no break at
    noon."""
    number = await overhaul(desk)
    before = (await due(desk, number))["repaired"]
    assert before == at(18)
    await takes(desk, number, "mu", "accepted")
    await desk.at("11:00")
    await desk.does("bao", transfer(number, "paint"))
    assert (await due(desk, number))["repaired"] == at(17)
    reasons = await why(desk, number, "repaired")
    assert reasons.calendar == "paint"
    [change] = reasons.changes
    assert (change.kind, change.by, change.due_before) == ("carried_over", "bao", before)
    assert [c.kind for c in (await desk.events(DeadlineMoved, number))] == ["carried_over"]


async def test_another_department_gets_the_full_time_again(desk: Desk) -> None:
    number = await desk.record("breakdown", BREAKDOWN)
    await desk.at("09:50")
    await takes(desk, number, "mu", "on_site")
    await desk.does("bao", transfer(number, "electrics"))
    view = await order(desk, number)
    assert (view.department, view.assignee, {s.name for s in view.steps if s.state == "done"}) == (
        "electrics",
        None,
        set(),
    )
    assert await due(desk, number) == {
        "on_site": at(10, 50),
        "running": at(12, 50),
        "taken_over": at(10, 5),
    }
    assert (await why(desk, number, "running")).changes[0].kind == "transferred"
    await desk.at("10:04:59")
    assert await missed(desk, number) == {}
    await desk.at("10:05")
    assert await missed(desk, number) == {"taken_over": ["electrics_master"]}
    await desk.at("10:49")
    await takes(desk, number, "xian", "on_site")
    await desk.does("dian", transfer(number, "paint"))
    assert (await due(desk, number))["taken_over"] == at(10, 49) + 15 * MINUTE


async def test_a_declined_order_is_routed_anew_by_the_desk(desk: Desk) -> None:
    number = await overhaul(desk)
    decline = DeclineOrder(number=number, reason="没有举升机")
    await desk.refuses("xian", decline, status=403)
    await desk.does("mu", decline)
    declined = await desk.event(OrderDeclined, number)
    assert (declined.department, declined.by, declined.reason) == ("bench", "mu", "没有举升机")
    assert {r.actor for r in declined.notified} == {"li", "chen", "wang"}
    await desk.refuses("mei", TakeStep(number=number, step="accepted"), status=409, says="declined")
    await desk.refuses("mu", decline, status=409)
    await desk.refuses("bao", transfer(number, "electrics"), status=403, says="routed anew by clerk")
    await desk.does("li", transfer(number, "electrics"))
    assert (await order(desk, number)).state == "open"
    await desk.at("10:59")
    await takes(desk, number, "xian", "accepted")
    assert [h.kind for h in (await order(desk, number)).history if h.kind in ("declined", "transferred")] == [
        "declined",
        "transferred",
    ]


async def test_those_who_hear_of_a_declined_order_are_written_to_each_by_a_delivery(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.does("mu", DeclineOrder(number=number, reason="没有举升机"))
    sent = (await desk.ask("wang", ListDeliveries(number=number))).rows
    assert sorted(row.recipient for row in sent) == ["bao", "chen", "dian", "li", "pan", "wang"]
    assert {row.state for row in sent} == {"delivered"}
    assert await desk.events(DeliveryFailed, number) == []


async def test_the_customer_waits_while_an_order_is_declined(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.does("mu", DeclineOrder(number=number, reason="没有举升机"))
    await desk.at("11:00")
    assert (await desk.event(DeadlineMissed, number)).name == "accepted"


async def test_a_corrected_form_leads_no_confirmed_order_elsewhere(desk: Desk) -> None:
    number = await overhaul(desk)
    correct = AmendRequest(number=number, form={"group": "electrics"}, reason="线路问题", confirmed=True)
    await desk.refuses("li", correct, status=409, says="with bench already")
