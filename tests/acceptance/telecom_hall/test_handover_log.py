"""TH-14, TH-17: the handover log carries what every service reports; a customer is served to the end."""

import pytest

from contracts.cashdesk import OpenDrawer
from contracts.dispatch import CarryOver
from contracts.intake import FinishServing, GetRequest, StartServing
from contracts.money import Money
from contracts.roster import AcknowledgeHandover, HandoverCompleted, ShiftEnded, WhoIsOnDuty
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import (
    COMPLAINT,
    ENQUIRY,
    PERSON,
    at_work,
    log_of,
    opened,
    section,
    taken_over,
)

SHIFTS = {"li": ("counter_1", "09:00", "14:00"), "wang": ("counter_2", "09:00", "14:00")}


async def on_duty(desk: Desk) -> set[str]:
    return {row.actor for row in (await desk.ask("sun", WhoIsOnDuty())).rows}


@pytest.mark.everywhere
@pytest.mark.rule("TH-14")
async def test_the_log_carries_time_names_requests_orders_cash_and_more(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    await desk.does("li", OpenDrawer(drawer="counter_1", counted=Money(amount="200.00", currency="CNY")))
    enquiry = await desk.record("enquiry", ENQUIRY)
    complaint = await desk.record("complaint", COMPLAINT)
    sale = await desk.record("card_sale", PERSON | {"item": "sim_card", "quantity": 2})
    now = await desk.at("13:50")
    log = await opened(desk, "li")
    assert (log.state, log.waiting_for, log.opened_at) == ("compiled", [], now)
    assert (log.outgoing_name, log.post_title["zh"]) == ("李敏", "一号台席")
    assert {item.number for item in section(log, "requests")} == {enquiry, sale}
    assert [item.number for item in section(log, "complaints")] == [complaint]
    assert {item.number for item in section(log, "orders")} == {enquiry, complaint}
    assert {(item.kind, item.number) for item in section(log, "money")} == {("drawer", None), ("charge", sale)}
    refusal = await desk.refuses("wang", AcknowledgeHandover(handover_id=log.handover_id), status=409)
    assert set(refusal.errors) == {f"items.{number}.reason" for number in (enquiry, complaint)}
    for number in (enquiry, complaint):
        await desk.does("li", CarryOver(number=number, reason="等值班经理答复"))
    refusal = await desk.refuses("wang", AcknowledgeHandover(handover_id=log.handover_id), status=409)
    assert f"items.request.{enquiry}" in refusal.errors
    log = await taken_over(desk, "wang", log.handover_id)
    assert (log.state, log.incoming_name, log.completed_at) == ("completed", "王芳", now)
    assert {item.reason for item in section(log, "orders")} == {"等值班经理答复"}
    steps = [step.step for step in log.history]
    assert steps[0] == "opened"
    assert steps[-1] == "completed"
    assert steps.count("reported") == 4
    owners = {n: (await desk.ask("sun", GetRequest(number=n))).owner for n in (enquiry, sale, complaint)}
    assert owners == {enquiry: "wang", sale: "wang", complaint: "li"}
    assert await on_duty(desk) == {"wang"}


@pytest.mark.rule("TH-14")
async def test_two_take_over_at_once_and_one_wins(desk: Desk) -> None:
    await at_work(desk, SHIFTS | {"zhao": ("counter_3", "09:00", "14:00")})
    log = await opened(desk, "li")
    await desk.does("zhao", AcknowledgeHandover(handover_id=log.handover_id))
    await desk.refuses("wang", AcknowledgeHandover(handover_id=log.handover_id), status=409, says="already completed")
    assert (await desk.event(HandoverCompleted)).incoming == "zhao"


@pytest.mark.rule("TH-17")
async def test_the_outgoing_person_serves_the_customer_to_the_end(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    waiting = await desk.record("card_sale", PERSON | {"item": "sim_card", "quantity": 1})
    served = await desk.record("card_sale", PERSON | {"item": "recharge_50", "quantity": 1})
    await desk.does("li", StartServing(number=served, note="充值卡"))
    log = await opened(desk, "li", "wang")
    assert [(item.kind, item.number, item.stays) for item in section(log, "serving")] == [("serving", served, True)]
    log = await taken_over(desk, "wang", log.handover_id)
    assert (log.state, log.waits_for_customer) == ("completed", True)
    assert await desk.events(ShiftEnded) == []
    assert "li" in await on_duty(desk)
    assert (await desk.ask("sun", GetRequest(number=served))).owner == "li"
    assert (await desk.ask("sun", GetRequest(number=waiting))).owner == "wang"
    await desk.does("li", FinishServing())
    assert (await desk.event(ShiftEnded)).staff == "li"
    assert await on_duty(desk) == {"wang"}
    assert (await desk.ask("sun", GetRequest(number=served))).owner == "wang"
    assert not (await log_of(desk, log.handover_id)).waits_for_customer
