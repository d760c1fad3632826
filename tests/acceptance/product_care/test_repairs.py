"""A technician's work is verified with the customer. Rule PC-08."""

import pytest

from contracts.dispatch import HoldOrder, OrderAssigned, OrderReopened
from contracts.followup import CallbackScheduled, ListSurveys, RecordResult, SatisfactionRated, ServiceReported
from contracts.intake import GetRequest, RequestArchived
from tests.acceptance.desk import Desk
from tests.acceptance.product_care.care import (
    GOOD,
    HOUR,
    MONDAY,
    REPAIR,
    SECOND,
    call_back,
    missed,
    repaired,
    step,
    takes,
)
from tests.stack import START

HONEST = {"work_as_reported": True}


@pytest.mark.rule("PC-08")
@pytest.mark.everywhere
async def test_the_customer_is_called_about_the_technicians_work(desk: Desk) -> None:
    number = await repaired(desk, "liu", "更换温控器")
    call = await desk.event(CallbackScheduled, number)
    assert (call.plan, call.assignee) == ("technician_verified", "li")
    assert (await desk.ask("li", GetRequest(number=number))).state == "settled"

    await desk.at("10:00", day=0)
    result = RecordResult(callback_id=call.callback_id, ratings=GOOD, answers=HONEST)
    for by in ("liu", "mei"):
        await desk.refuses(by, result, status=403)
    unsaid = RecordResult(callback_id=call.callback_id, ratings=GOOD)
    assert set((await desk.refuses("li", unsaid, status=422)).errors) == {"answers.work_as_reported"}
    partly = RecordResult(callback_id=call.callback_id, ratings={"quality": 5}, answers=HONEST)
    refused = await desk.refuses("li", partly, status=422)
    assert set(refused.errors) == {"ratings.timeliness", "ratings.attitude"}

    await desk.does("li", result)
    rated = await desk.event(SatisfactionRated, number)
    assert (rated.satisfied, rated.ratings, rated.by) == (True, GOOD, "li")
    [kept] = (await desk.ask("wang", ListSurveys(line="repair"))).rows
    assert (kept.number, kept.answers, kept.ratings) == (number, HONEST, GOOD)
    await desk.event(RequestArchived, number)


@pytest.mark.rule("PC-08")
async def test_the_call_waits_for_calling_hours(desk: Desk) -> None:
    await desk.at("12:00:01")
    number = await repaired(desk, "liu", "更换温控器")
    call = await desk.event(CallbackScheduled, number)
    assert call.due_at == START.replace(hour=9) + MONDAY * 24 * HOUR
    early = RecordResult(callback_id=call.callback_id, ratings=GOOD, answers=HONEST)
    await desk.refuses("li", early, status=409)
    await desk.stack.set_clock(call.due_at)
    await desk.does("li", early)


@pytest.mark.rule("PC-08")
async def test_work_the_customer_is_not_content_with_begins_again(desk: Desk) -> None:
    await desk.at("10:00")
    number = await repaired(desk, "liu", "更换温控器")
    await call_back(
        desk, number, ratings=GOOD | {"quality": 1}, answers={"work_as_reported": False}, remarks="没有换件"
    )
    rated = await desk.event(SatisfactionRated, number)
    assert (rated.satisfied, [person.actor for person in rated.recipients]) == (False, ["wang"])
    again = await desk.event(OrderReopened, number)
    assert (again.cycle, again.from_step) == (2, "assigned")
    await desk.refuses("liu", step(number, "repaired", content="重修"), status=409, says="assigned")
    await takes(
        desk,
        number,
        ("wang", "assigned", {"assignee": "ma"}),
        ("ma", "repaired", {"content": "换上新温控器"}),
        ("li", "verified"),
    )
    await call_back(desk, number, ratings=GOOD, answers=HONEST)
    await desk.event(RequestArchived, number)


@pytest.mark.rule("PC-08")
async def test_the_manager_reads_what_the_customer_said_of_the_work(desk: Desk) -> None:
    await desk.at("10:00")
    number = await repaired(desk, "liu", "更换温控器")
    await call_back(desk, number, ratings=GOOD, answers={"work_as_reported": False}, summary="未更换温控器")
    report = await desk.event(ServiceReported, number)
    assert (report.answers, report.ratings, report.summary) == ({"work_as_reported": False}, GOOD, "未更换温控器")
    assert [person.actor for person in report.recipients] == ["wang"]


@pytest.mark.rule("PC-08")
async def test_the_work_is_that_of_the_technician_who_was_named(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR, channel="phone")
    named = step(number, "assigned", assignee="mei")
    await desk.refuses("li", named, status=422, says="technician")
    await takes(desk, number, ("li", "assigned", {"assignee": "liu"}))
    assert (await desk.event(OrderAssigned, number)).assignee == "liu"
    for by in ("ma", "li", "wang"):
        await desk.refuses(by, step(number, "repaired", content="更换温控器"), status=403)
    endless = HoldOrder(number=number, cause="parts", reason="等待温控器")
    assert set((await desk.refuses("liu", endless, status=422)).errors) == {"expected_end"}
    await takes(desk, number, ("liu", "repaired", {"content": "更换温控器"}))


@pytest.mark.rule("PC-08")
async def test_a_repair_for_which_nobody_is_named_in_four_working_hours_goes_up(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR, channel="web")
    monday = await desk.at("13:29:59", day=MONDAY)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(monday + SECOND)
    assert await missed(desk, number) == {"assigned": ["care_manager"]}
