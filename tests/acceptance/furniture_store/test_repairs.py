"""Repairs: from the notice to the goods' return and the question how it went. Rules FS-04 to FS-08."""

from datetime import timedelta

import pytest

from contracts.cashdesk import ChargeRaised, ListCharges, TakePayment
from contracts.dispatch import (
    DeadlineWarned,
    GetOrder,
    OrderEnded,
    OrderQuoteAccepted,
    OrderRouted,
    OrderSignedOff,
    TakeStep,
)
from contracts.followup import (
    CallbackDue,
    CallbackOverdue,
    CallbackScheduled,
    RecordResult,
    SatisfactionRated,
)
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import DAY, HOUR, REPAIR, SECOND, Body, cny, missed, stamp, step, takes
from tests.stack import START

VISIT: Body = {"records": {"visit_at": stamp(START + 5 * HOUR)}}
FAULT: Body = {"records": {"finding": "椅腿榫头开裂", "cause": "product_fault"}}
MISUSE: Body = {"records": {"finding": "铰链受外力变形", "cause": "misuse", "item": "hinge", "quantity": 2}}
TOLD: Body = {"records": {"solution": "免费更换椅腿"}}
ANSWER: Body = {"records": {"answer": "三日内修复送回"}}
COLLECTION: Body = {"records": {"way": "collection", "at": stamp(START + DAY)}}
DONE: Body = {"records": {"work": "更换椅腿"}}
BACK: Body = {"records": {"at": stamp(START + 3 * DAY)}}


async def inspected(desk: Desk, found: Body) -> str:
    number = await desk.record("repair", REPAIR)
    await takes(desk, number, ("liu", "contacted", VISIT), ("liu", "found", found), ("tang", "finding_signed"))
    return number


async def answered(desk: Desk) -> str:
    number = await inspected(desk, FAULT)
    await takes(desk, number, ("li", "solution_told", TOLD), ("li", "apologised"), ("li", "final_answer", ANSWER))
    return number


@pytest.mark.rule("FS-04")
async def test_the_service_centre_hears_at_once_and_agrees_a_visit_within_a_day(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR)
    routed = await desk.event(OrderRouted, number)
    assert (routed.department, {r.actor for r in routed.notified}) == ("service_centre", {"sun", "liu", "ma"})
    assert {d.name: d.due_at for d in routed.deadlines}["contacted"] == START + DAY
    agreed = step(number, "contacted", VISIT)
    await desk.refuses("li", agreed, status=403)
    silent = TakeStep(number=number, step="contacted")
    assert set((await desk.refuses("liu", silent, status=422)).errors) == {"records.visit_at"}
    await desk.stack.set_clock(START + DAY - SECOND)
    await desk.does("liu", agreed)
    await desk.stack.set_clock(START + DAY + SECOND)
    assert "contacted" not in await missed(desk, number)


@pytest.mark.rule("FS-04")
async def test_a_customer_nobody_contacts_is_noticed(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR)
    await desk.stack.set_clock(START + 18 * HOUR - SECOND)
    assert await desk.events(DeadlineWarned, number) == []
    await desk.stack.set_clock(START + 18 * HOUR)
    assert [r.actor for r in (await desk.event(DeadlineWarned, number)).recipients] == ["sun"]
    await desk.stack.set_clock(START + DAY - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + DAY)
    assert await missed(desk, number) == {"contacted": ["service_head"]}
    await desk.stack.set_clock(START + DAY + 4 * HOUR)
    assert await missed(desk, number) == {"contacted": ["service_head", "store_manager"]}


@pytest.mark.rule("FS-05")
async def test_the_finding_is_signed_by_the_store_manager_with_copies_to_finance_and_centre(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR)
    await takes(desk, number, ("liu", "contacted", VISIT), ("liu", "found", FAULT))
    for other in ("liu", "sun", "wang", "li"):
        await desk.refuses(other, TakeStep(number=number, step="finding_signed"), status=403)
    await takes(desk, number, ("tang", "finding_signed"))
    signed = await desk.event(OrderSignedOff, number)
    assert (signed.signed_by, {r.actor for r in signed.notified}) == ("tang", {"fang", "sun"})


@pytest.mark.rule("FS-05")
async def test_the_customer_is_told_the_solution_the_same_day(desk: Desk) -> None:
    late, good = await desk.record("repair", REPAIR), await desk.record("repair", REPAIR)
    await desk.at("13:00")
    for number in (late, good):
        await takes(desk, number, ("liu", "contacted", VISIT), ("liu", "found", FAULT))
    midnight = START.replace(hour=0) + DAY
    due = {d.name: d.due_at for d in (await desk.ask("li", GetOrder(number=late))).deadlines}
    assert due["solution_told"] == midnight
    await desk.stack.set_clock(midnight - SECOND)
    await takes(desk, good, ("li", "solution_told", TOLD))
    assert await missed(desk, late) == {}
    await desk.stack.set_clock(midnight)
    assert await missed(desk, late) == {"solution_told": ["desk_manager"]}
    assert await missed(desk, good) == {}


@pytest.mark.rule("FS-05")
async def test_the_final_answer_comes_within_72_hours_of_the_request(desk: Desk) -> None:
    number, good = await inspected(desk, FAULT), await inspected(desk, FAULT)
    for each in (number, good):
        await takes(desk, each, ("li", "solution_told", TOLD), ("li", "apologised"))
    limit = START + timedelta(hours=72)
    await desk.stack.set_clock(limit - SECOND)
    await takes(desk, good, ("li", "final_answer", ANSWER))
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(limit)
    assert await missed(desk, number) == {"final_answer": ["service_head"]}
    for hours, times in ((2, 1), (6, 2), (10, 3), (30, 3)):
        await desk.stack.set_clock(limit + hours * HOUR)
        assert await missed(desk, number) == {"final_answer": ["service_head", *["general_manager"] * times]}
    assert await missed(desk, good) == {}


@pytest.mark.rule("FS-06")
async def test_the_products_fault_is_answered_with_an_apology_and_no_charge(desk: Desk) -> None:
    number = await inspected(desk, FAULT)
    await takes(desk, number, ("li", "solution_told", TOLD))
    charge = TakeStep(number=number, step="charged", decision="accepted")
    await desk.refuses("li", charge, status=409, says="does not apply")
    answer = step(number, "final_answer", ANSWER)
    await desk.refuses("li", answer, status=409, says="apologised")
    await takes(
        desk, number, ("li", "apologised"), ("li", "final_answer", ANSWER), ("li", "collection_agreed", COLLECTION)
    )
    await takes(desk, number, ("liu", "repaired", DONE), ("li", "return_agreed", BACK), ("che", "returned"))
    await takes(desk, number, ("li", "verified"))
    assert await desk.events(ChargeRaised, number) == []


@pytest.mark.rule("FS-06")
async def test_misuse_is_charged_by_the_price_list(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR)
    await takes(desk, number, ("liu", "contacted", VISIT))
    vague = TakeStep(number=number, step="found", records={"finding": "铰链变形", "cause": "misuse"})
    assert set((await desk.refuses("liu", vague, status=422)).errors) == {"records.item", "records.quantity"}
    await takes(desk, number, ("liu", "found", MISUSE), ("tang", "finding_signed"), ("li", "solution_told", TOLD))
    await desk.refuses("li", TakeStep(number=number, step="apologised"), status=409, says="does not apply")
    await takes(desk, number, ("li", "charged", {"decision": "accepted"}))
    assert (await desk.event(OrderQuoteAccepted, number)).step == "charged"
    raised = await desk.event(ChargeRaised, number)
    assert (raised.item, raised.quantity, raised.amount) == ("hinge", 2, cny("120.00"))
    await takes(desk, number, ("li", "final_answer", ANSWER), ("li", "collection_agreed", COLLECTION))
    await takes(desk, number, ("liu", "repaired", DONE), ("li", "return_agreed", BACK), ("che", "returned"))
    verified = TakeStep(number=number, step="verified")
    await desk.refuses("li", verified, status=409, says="charge.settled")
    [charge] = (await desk.ask("li", ListCharges(number=number))).rows
    await desk.does("kuai", TakePayment(charge_id=charge.charge_id, method="wechat"))
    await desk.does("li", verified)


@pytest.mark.rule("FS-06")
async def test_a_customer_who_declines_the_charge_owes_nothing(desk: Desk) -> None:
    number = await inspected(desk, MISUSE)
    await takes(desk, number, ("li", "charged", {"decision": "declined"}))
    assert (await desk.event(OrderEnded, number)).step == "charged"
    assert await desk.events(ChargeRaised, number) == []
    await desk.refuses("liu", step(number, "repaired", DONE), status=409)


@pytest.mark.rule("FS-07")
async def test_collection_and_return_are_by_appointment_and_the_record_of_repair_is_completed(desk: Desk) -> None:
    number = await answered(desk)
    repaired = step(number, "repaired", DONE)
    await desk.refuses("liu", repaired, status=409, says="collection_agreed")
    when = TakeStep(number=number, step="collection_agreed", records={"way": "drop_off"})
    assert set((await desk.refuses("li", when, status=422)).errors) == {"records.at"}
    way = TakeStep(number=number, step="collection_agreed", records={"at": stamp(START)})
    assert set((await desk.refuses("li", way, status=422)).errors) == {"records.way"}
    await takes(desk, number, ("li", "collection_agreed", COLLECTION))
    empty = TakeStep(number=number, step="repaired")
    assert set((await desk.refuses("liu", empty, status=422)).errors) == {"records.work"}
    await desk.does("liu", repaired)
    await desk.refuses("che", TakeStep(number=number, step="returned"), status=409, says="return_agreed")
    await takes(desk, number, ("li", "return_agreed", BACK), ("che", "returned"))
    steps = {s.name: s for s in (await desk.ask("li", GetOrder(number=number))).steps}
    assert steps["repaired"].records == {"work": "更换椅腿"}
    assert (steps["collection_agreed"].records["way"], steps["returned"].signed_by) == ("collection", "che")


async def given_back(desk: Desk) -> CallbackScheduled:
    """The goods came back at noon; the callback that follows."""
    number = await answered(desk)
    await takes(desk, number, ("li", "collection_agreed", COLLECTION), ("liu", "repaired", DONE))
    await takes(desk, number, ("li", "return_agreed", BACK))
    assert await desk.events(CallbackScheduled, number) == []
    await desk.at("12:00")
    await takes(desk, number, ("che", "returned"))
    return await desk.event(CallbackScheduled, number)


@pytest.mark.rule("FS-08")
async def test_the_customer_is_asked_within_24_hours_of_the_return(desk: Desk) -> None:
    noon = START.replace(hour=12)
    callback = await given_back(desk)
    assert (callback.plan, callback.assignee, callback.late_at) == ("satisfaction", "li", noon + DAY)
    assert noon <= callback.due_at < noon + DAY
    assert (await desk.event(CallbackDue, callback.number)).assignee == "li"
    await desk.stack.set_clock(noon + DAY - SECOND)
    ratings = {"quality": 5, "timeliness": 4, "attitude": 5}
    missing = RecordResult(callback_id=callback.callback_id, ratings={"quality": 5})
    await desk.refuses("li", missing, status=422)
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings=ratings))
    rated = await desk.event(SatisfactionRated, callback.number)
    assert (rated.ratings, rated.satisfied) == (ratings, True)
    await desk.stack.set_clock(noon + DAY + SECOND)
    assert await desk.events(CallbackOverdue, callback.number) == []


@pytest.mark.rule("FS-08")
async def test_a_customer_nobody_asks_is_noticed_after_24_hours(desk: Desk) -> None:
    noon = START.replace(hour=12)
    callback = await given_back(desk)
    await desk.stack.set_clock(noon + DAY - SECOND)
    assert await desk.events(CallbackOverdue, callback.number) == []
    await desk.stack.set_clock(noon + DAY)
    overdue = await desk.event(CallbackOverdue, callback.number)
    assert (overdue.plan, [r.actor for r in overdue.recipients]) == ("satisfaction", ["wang"])
    await desk.stack.set_clock(noon + 3 * DAY)
    assert len(await desk.events(CallbackOverdue, callback.number)) == 1
