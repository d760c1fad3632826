"""TH-09, TH-18: who accepts a complaint keeps it; what the counter could not deal with goes to the duty manager."""

import pytest

from contracts.dispatch import CarryOver, OrderRouted, TakeStep
from contracts.intake import GetRequest, RequestClosed
from contracts.roster import AcknowledgeHandover
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import (
    COMPLAINT,
    ENQUIRY,
    PERSON,
    at_work,
    log_of,
    opened,
    reviewed,
    section,
    taken_over,
)

SHIFTS = {
    "li": ("counter_1", "09:00", "14:00"),
    "wang": ("counter_2", "09:00", "20:00"),
    "chen": ("duty_manager", "09:00", "14:00"),
}


@pytest.mark.rule("TH-09")
async def test_a_complaint_not_solved_in_the_shift_gets_a_record_and_stays_until_it_is(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    number = await desk.record("complaint", COMPLAINT)
    log = await opened(desk, "li", "wang")
    (item,) = section(log, "complaints")
    assert (item.number, item.kind, item.stays) == (number, "kept", True)
    assert item.record["责任人 owner"] == "li"
    assert item.record["投诉内容 What it is about"] == "排队太久"
    assert item.record["投诉人 Complainant"] == "张*"
    await desk.does("li", CarryOver(number=number, reason="等网络部回复"))
    log = await taken_over(desk, "wang", log.handover_id)
    assert log.state == "completed"
    assert (await desk.ask("sun", GetRequest(number=number))).owner == "li"
    solved = TakeStep(number=number, step="solved", records={"measures": "增开一个台席"})
    await desk.refuses("wang", solved, status=403)
    await desk.does("li", solved)
    answer = TakeStep(number=number, step="answered", records={"answer": "已致歉并增开台席"})
    await desk.refuses("chen", answer, status=403)
    await desk.does("li", answer)
    closed = await desk.event(RequestClosed, number)
    assert closed.owner == "li"


@pytest.mark.rule("TH-09")
async def test_what_is_solved_at_the_counter_is_closed_at_once(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT | {"solved": True})
    assert (await desk.event(RequestClosed, number)).outcome.startswith("当场解决")
    assert await desk.events(OrderRouted, number) == []


@pytest.mark.rule("TH-18")
@pytest.mark.parametrize(("line", "form"), [("enquiry", ENQUIRY), ("complaint", COMPLAINT)])
async def test_what_the_counter_cannot_deal_with_goes_to_the_duty_manager_and_into_both_logs(
    desk: Desk, line: str, form: dict[str, object]
) -> None:
    await at_work(desk, SHIFTS)
    number = await desk.record(line, form)
    routed = await desk.event(OrderRouted, number)
    assert [(person.actor, person.role) for person in routed.notified] == [("chen", "duty_manager")]
    counter = await opened(desk, "li", "wang")
    manager = await opened(desk, "chen", "deng")
    for log in (counter, manager):
        assert [item.number for item in section(log, "orders")] == [number]
    assert number in {item.number for item in counter.items if item.kind in ("request", "kept")}
    await reviewed(desk, "chen", manager.handover_id)
    refusal = await desk.refuses("deng", AcknowledgeHandover(handover_id=manager.handover_id), status=409)
    assert set(refusal.errors) == {f"items.{number}.reason"}
    await desk.does("chen", CarryOver(number=number, reason="等计费中心"))
    log = await taken_over(desk, "deng", manager.handover_id)
    assert (log.state, section(log, "orders")[0].reason) == ("completed", "等计费中心")


@pytest.mark.rule("TH-18")
async def test_the_duty_manager_deals_with_it_and_it_leaves_the_logs(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    number = await desk.record("enquiry", ENQUIRY)
    dealt = TakeStep(number=number, step="dealt_with", records={"answer": "每分钟一元"})
    await desk.refuses("li", dealt, status=403)
    await desk.does("chen", dealt)
    await desk.does("li", TakeStep(number=number, step="answered"))
    assert (await desk.event(RequestClosed, number)).line == "enquiry"
    manager = await opened(desk, "chen", "deng")
    assert (await log_of(desk, manager.handover_id)).items == []


@pytest.mark.rule("TH-18")
async def test_what_the_counter_answers_bothers_nobody(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    number = await desk.record("enquiry", PERSON | {"question": "几点关门", "answered": True})
    assert (await desk.event(RequestClosed, number)).outcome.startswith("当场答复")
    assert await desk.events(OrderRouted, number) == []
    assert section(await opened(desk, "chen", "deng"), "orders") == []
