"""Repairs at the property desk."""

from datetime import timedelta

import pytest

from contracts.cashdesk import ChargeRaised, ChargeSettled, OpenDrawer, TakePayment
from contracts.dispatch import (
    AnswerCheck,
    CarryOver,
    CheckAnswered,
    CheckDue,
    CustomerTold,
    DayEnded,
    DeadlineMissed,
    EscalationRaised,
    GetOrder,
    HoldOrder,
    OrderEnded,
    OrderHeld,
    OrderQuoteAccepted,
    OrderQuoted,
    OrderRouted,
    OrderUnexplained,
    ResumeOrder,
    TakeStep,
    TellCustomer,
)
from contracts.followup import CallbackScheduled, FollowUpCompleted, RecordResult, RemarkPassedOn, SatisfactionRated
from contracts.intake import GetRequest, RequestArchived
from contracts.money import Money
from contracts.roster import AcknowledgeHandover, GetHandover, HandoverCompleted, OpenHandover, SignIn
from tests.acceptance.desk import REPAIR, Desk
from tests.stack import START

QUOTE = {"amount": "120.00", "currency": "CNY"}


async def assigned(desk: Desk, **form: object) -> str:
    number = await desk.record("repair", REPAIR | form)
    await desk.does("sun", TakeStep(number=number, step="assigned", records={"assignee": "liu"}))
    return number


async def finished(desk: Desk, **form: object) -> str:
    number = await assigned(desk, **form)
    await desk.does("liu", TakeStep(number=number, step="on_site"))
    await desk.does("liu", TakeStep(number=number, step="completed", records={"work": "更换阀芯"}))
    await desk.does("li", TakeStep(number=number, step="verified"))
    return number


@pytest.mark.rule("PD-09")
@pytest.mark.parametrize("by_department", [None, "cleaning"])
async def test_a_repair_goes_at_once_to_the_supervisor_who_names_a_technician(
    desk: Desk, by_department: str | None
) -> None:
    form = REPAIR if by_department is None else REPAIR | {"by_department": by_department}
    number = await desk.record("repair", form, confirmed=False)
    routed = await desk.event(OrderRouted, number)
    assert (routed.department, routed.routed_at) == ("engineering", START)
    assert [(r.actor, r.role) for r in routed.notified] == [("sun", "engineering_supervisor")]

    name = TakeStep(number=number, step="assigned", records={"assignee": "liu"})
    await desk.refuses("li", name, status=403)
    await desk.refuses(
        "sun", name.model_copy(update={"records": {"assignee": "xu"}}), status=422, says="technician|records"
    )
    await desk.refuses("sun", name.model_copy(update={"records": {"assignee": "nobody"}}), status=404)
    await desk.does("sun", name)
    assert (await desk.ask("sun", GetOrder(number=number))).assignee == "liu"


@pytest.mark.rule("PD-10")
async def test_the_technician_is_on_site_within_20_minutes_inspects_and_quotes(desk: Desk) -> None:
    number = await assigned(desk, chargeable=True)
    assert (await desk.event(OrderRouted, number)).deadlines[0].due_at == START + timedelta(minutes=20)
    await desk.refuses(
        "liu", TakeStep(number=number, step="quoted", records={"amount": QUOTE}), status=409, says="on_site"
    )
    await desk.refuses("ma", TakeStep(number=number, step="on_site"), status=403)
    await desk.at("09:19:59")
    await desk.does("liu", TakeStep(number=number, step="on_site"))
    await desk.does("liu", TakeStep(number=number, step="quoted", records={"amount": QUOTE, "finding": "阀芯老化"}))
    quoted = await desk.event(OrderQuoted, number)
    assert quoted.records["amount"] == QUOTE
    await desk.at("09:31")
    assert await desk.events(DeadlineMissed, number) == []


@pytest.mark.rule("PD-10")
async def test_a_late_technician_is_escalated_to_the_supervisor_then_to_the_duty_manager(desk: Desk) -> None:
    number = await assigned(desk)
    await desk.at("09:20")
    assert (await desk.event(DeadlineMissed, number)).name == "on_site"
    assert [e.to_role for e in await desk.events(EscalationRaised, number)] == ["engineering_supervisor"]
    await desk.at("09:30")
    assert [e.to_role for e in await desk.events(EscalationRaised, number)] == [
        "engineering_supervisor",
        "duty_manager",
    ]


@pytest.mark.rule("PD-11")
async def test_chargeable_work_waits_for_the_quote_and_verification_for_the_money(desk: Desk) -> None:
    number = await assigned(desk, chargeable=True)
    await desk.does("liu", TakeStep(number=number, step="on_site"))
    await desk.does("liu", TakeStep(number=number, step="quoted", records={"amount": QUOTE}))
    complete = TakeStep(number=number, step="completed", records={"work": "更换阀芯"})
    await desk.refuses("liu", complete, status=409, says="quote_accepted")
    assert await desk.events(ChargeRaised, number) == []

    await desk.refuses("liu", TakeStep(number=number, step="quote_accepted"), status=422, says="decision|wrong")
    await desk.does("liu", TakeStep(number=number, step="quote_accepted", decision="accepted"))
    assert (await desk.event(OrderQuoteAccepted, number)).charge is not None
    charge = await desk.event(ChargeRaised, number)
    assert charge.amount == Money.parse("120.00 CNY")
    await desk.does("liu", complete)
    verify = TakeStep(number=number, step="verified")
    await desk.refuses("li", verify, status=409, says="charge.settled")

    pay = TakePayment(charge_id=charge.charge_id, method="cash", received=Money.parse("150.00 CNY"))
    await desk.refuses("li", pay, status=409, says="drawer")
    await desk.does("li", OpenDrawer(drawer="front", counted=Money.parse("200.00 CNY")))
    receipt = await desk.does("li", pay)
    assert (receipt.change, receipt.settled) == (Money.parse("30.00 CNY"), True)
    assert (await desk.event(ChargeSettled, number)).all_settled
    await desk.does("li", verify)
    assert (await desk.ask("li", GetRequest(number=number))).state == "settled"


@pytest.mark.rule("PD-11")
async def test_a_declined_quote_ends_the_order_without_a_charge(desk: Desk) -> None:
    number = await assigned(desk, chargeable=True)
    await desk.does("liu", TakeStep(number=number, step="on_site"))
    await desk.does("liu", TakeStep(number=number, step="quoted", records={"amount": QUOTE}))
    await desk.does("liu", TakeStep(number=number, step="quote_accepted", decision="declined"))
    await desk.event(OrderEnded, number)
    assert await desk.events(ChargeRaised, number) == []
    await desk.event(RequestArchived, number)
    await desk.refuses("liu", TakeStep(number=number, step="completed"), status=409)


@pytest.mark.rule("PD-12")
async def test_work_that_must_wait_is_reported_and_who_told_the_resident_is_recorded(desk: Desk) -> None:
    number = await assigned(desk)
    await desk.does("liu", TakeStep(number=number, step="on_site"))
    hold = HoldOrder(
        number=number, cause="materials", reason="缺阀芯，明天到货", expected_end=START + timedelta(days=1)
    )
    await desk.refuses("liu", hold.model_copy(update={"cause": "weather"}), status=422)
    await desk.does("liu", hold)
    held = await desk.event(OrderHeld, number)
    assert (held.cause, held.held_by, held.told_by) == ("materials", "liu", None)
    await desk.refuses("liu", TakeStep(number=number, step="completed"), status=409, says="hold|held|resume")
    await desk.does("li", TellCustomer(number=number, told_by="desk", text="已电话告知明天上门"))
    assert (await desk.event(CustomerTold, number)).told_by == "desk"
    await desk.does("liu", ResumeOrder(number=number))
    await desk.does("liu", HoldOrder(number=number, cause="today", reason="需停水", told_by="technician"))
    assert (await desk.events(OrderHeld, number))[-1].told_by == "technician"
    types = [entry.type for entry in (await desk.ask("li", GetRequest(number=number))).record.rows]
    assert "frontdesk.dispatch.order.held.v1" in types
    assert "frontdesk.dispatch.customer.told.v1" in types


@pytest.mark.rule("PD-13")
async def test_an_hour_after_a_simple_repair_was_sent_out_the_desk_asks_whether_it_is_done(desk: Desk) -> None:
    simple = await assigned(desk, simple=True)
    other = await assigned(desk, simple=False)
    await desk.at("09:59")
    assert await desk.events(CheckDue) == []
    await desk.at("10:00")
    asked = await desk.event(CheckDue, simple)
    assert asked.question["en"]
    assert await desk.events(CheckDue, other) == []
    await desk.does("li", AnswerCheck(number=simple, check=asked.check, done=False, note="还在等水压"))
    answered = await desk.event(CheckAnswered, simple)
    assert (answered.done, answered.note) == (False, "还在等水压")
    order = await desk.ask("li", GetOrder(number=simple))
    assert order.checks[0].answers[0]["note"] == "还在等水压"


@pytest.mark.rule("PD-14")
async def test_a_residents_repair_is_followed_by_a_callback_that_rates_three_things(desk: Desk) -> None:
    number = await finished(desk)
    callback = await desk.event(CallbackScheduled, number)
    incomplete = RecordResult(callback_id=callback.callback_id, ratings={"quality": 5, "timeliness": 4})
    await desk.refuses("li", incomplete, status=422)
    outside = RecordResult(callback_id=callback.callback_id, ratings={"quality": 6, "timeliness": 4, "attitude": 5})
    await desk.refuses("li", outside, status=422)
    ratings = {"quality": 5, "timeliness": 4, "attitude": 5}
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings=ratings, remarks="建议提前电话预约"))
    assert (await desk.event(SatisfactionRated, number)).ratings == ratings
    assert (await desk.event(RemarkPassedOn, number)).department == "engineering"
    await desk.event(RequestArchived, number)


@pytest.mark.rule("PD-14")
async def test_a_departments_repair_needs_no_callback(desk: Desk) -> None:
    number = await finished(desk, by_department="cleaning")
    assert await desk.events(CallbackScheduled, number) == []
    assert (await desk.event(FollowUpCompleted, number)).outcome == "not_planned"
    await desk.event(RequestArchived, number)


@pytest.mark.rule("PD-15")
async def test_at_the_end_of_the_day_open_repairs_stand_in_the_handover_with_the_reason(desk: Desk) -> None:
    await desk.fresh_day()
    await desk.on_duty({"li": ("front_desk", "09:00", "20:00"), "chen": ("front_desk", "19:30", "23:00")})
    done = await finished(desk)
    waiting = await assigned(desk)
    await desk.does("liu", HoldOrder(number=waiting, cause="materials", reason="等配件", told_by="technician"))
    silent = await assigned(desk)

    await desk.at("19:45")
    assert [e.number for e in await desk.events(OrderUnexplained)] == [silent]
    ended = (await desk.events(DayEnded))[-1]
    assert (ended.completed, ended.carried_over, ended.unexplained) == (1, [waiting], [silent])

    await desk.does("chen", SignIn())
    handover = await desk.does("li", OpenHandover(incoming="chen"))
    log = await desk.ask("li", GetHandover(handover_id=handover.handover_id))
    orders = {item.number: item for item in log.items if item.kind == "order"}
    assert set(orders) == {waiting, silent}
    assert done not in orders
    assert orders[waiting].reason is not None
    assert "等配件" in orders[waiting].reason
    take_over = AcknowledgeHandover(handover_id=handover.handover_id)
    await desk.refuses("chen", take_over, status=409, says=silent)

    await desk.does("liu", CarryOver(number=silent, reason="住户明早才在家"))
    await desk.does("chen", take_over)
    completed = await desk.event(HandoverCompleted)
    assert {i.number: i.reason for i in completed.items if i.kind == "order"}[silent] == "住户明早才在家"
