"""Hard complaints: about the product. Rules FS-17 to FS-19."""

import pytest

from contracts.dispatch import (
    DeadlineWarned,
    GetOrder,
    OrderReopened,
    OrderRouted,
    TakeStep,
)
from contracts.followup import CallbackDue, CallbackScheduled, RecordResult, SatisfactionRated, ServiceReported
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import DAY, HARD, HOUR, SECOND, Body, missed, stamp, step, takes
from tests.stack import START

EXPECTED: Body = {"records": {"expected_at": stamp(START + 2 * DAY), "said": "两日内更换床板"}}
RESULT: Body = {"records": {"result": "已更换床板"}}


@pytest.mark.rule("FS-18")
async def test_a_hard_complaint_gets_its_two_responses_in_time(desk: Desk) -> None:
    number = await desk.record("hard_complaint", HARD)
    routed = await desk.event(OrderRouted, number)
    assert (routed.department, {r.actor for r in routed.notified}) == ("service_centre", {"sun", "tang"})
    due = {d.name: d.due_at for d in routed.deadlines}
    assert due == {"first_response": START + HOUR, "second_response": START + 3 * HOUR}
    await desk.stack.set_clock(START + HOUR - SECOND)
    await takes(desk, number, ("liu", "first_response"))
    await desk.stack.set_clock(START + 3 * HOUR - SECOND)
    await takes(desk, number, ("liu", "second_response", EXPECTED))
    await desk.stack.set_clock(START + 4 * HOUR)
    assert await missed(desk, number) == {}
    states = {d.name: d.state for d in (await desk.ask("li", GetOrder(number=number))).deadlines}
    assert (states["first_response"], states["second_response"]) == ("met", "met")


@pytest.mark.rule("FS-18")
async def test_a_second_response_without_a_time_counts_for_nothing(desk: Desk) -> None:
    """It is refused and changes nothing: the deadline runs on, is missed, and goes up."""
    number = await desk.record("hard_complaint", HARD)
    await takes(desk, number, ("liu", "first_response"))
    await desk.stack.set_clock(START + 3 * HOUR - 2 * SECOND)
    for records in ({}, {"said": "正在处理"}, {"said": "正在处理", "expected_at": "尽快"}, {"expected_at": None}):
        command = TakeStep(number=number, step="second_response", records=records)
        problem = await desk.refuses("liu", command, status=422)
        assert set(problem.errors) == {"records.expected_at"}
    view = await desk.ask("li", GetOrder(number=number))
    assert {s.name: s.state for s in view.steps}["second_response"] == "ready"
    [running] = [d for d in view.deadlines if d.name == "second_response"]
    assert (running.state, running.due_at) == ("running", START + 3 * HOUR)

    await desk.stack.set_clock(START + 3 * HOUR - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + 3 * HOUR)
    assert await missed(desk, number) == {"second_response": ["service_head"]}
    await desk.stack.set_clock(START + 4 * HOUR)
    assert await missed(desk, number) == {"second_response": ["service_head", "general_manager"]}
    await takes(desk, number, ("liu", "second_response", EXPECTED))
    [ended] = [d for d in (await desk.ask("li", GetOrder(number=number))).deadlines if d.name == "second_response"]
    assert ended.state == "missed"


@pytest.mark.rule("FS-18")
async def test_a_first_response_that_does_not_come_within_the_hour_goes_up(desk: Desk) -> None:
    number = await desk.record("hard_complaint", HARD)
    second = step(number, "second_response", EXPECTED)
    await desk.refuses("liu", second, status=409, says="first_response")
    await desk.stack.set_clock(START + HOUR * 3 / 4)
    assert [r.actor for r in (await desk.event(DeadlineWarned, number)).recipients] == ["sun"]
    await desk.stack.set_clock(START + HOUR - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + HOUR)
    assert await missed(desk, number) == {"first_response": ["service_head"]}
    await desk.stack.set_clock(START + HOUR * 3 / 2)
    assert await missed(desk, number) == {"first_response": ["service_head", "store_manager"]}


@pytest.mark.rule("FS-18")
async def test_the_hours_count_from_the_complaint_and_the_stated_time_is_watched(desk: Desk) -> None:
    number = await desk.record("hard_complaint", HARD, happened_at=START - HOUR / 2)
    due = {d.name: d.due_at for d in (await desk.event(OrderRouted, number)).deadlines}
    assert due == {"first_response": START + HOUR / 2, "second_response": START + HOUR * 5 / 2}
    await takes(desk, number, ("liu", "first_response"), ("liu", "second_response", EXPECTED))
    stated = START + 2 * DAY
    await desk.stack.set_clock(stated - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(stated)
    assert await missed(desk, number) == {"solved": ["service_head"]}


async def settled(desk: Desk) -> CallbackScheduled:
    """A complaint that was settled at noon, within the time stated; the callback that follows."""
    number = await desk.record("hard_complaint", HARD)
    stated: Body = {"records": {"expected_at": stamp(START + 6 * HOUR)}}
    await takes(desk, number, ("liu", "first_response"), ("liu", "second_response", stated))
    await desk.at("12:00")
    await takes(desk, number, ("liu", "solved", RESULT), ("li", "verified"))
    return await desk.event(CallbackScheduled, number)


@pytest.mark.rule("FS-19")
async def test_24_hours_after_it_is_settled_satisfaction_is_asked_and_head_office_gets_a_report(desk: Desk) -> None:
    callback = await settled(desk)
    due = START.replace(hour=12) + DAY
    assert (callback.due_at, callback.assignee) == (due, "li")
    await desk.stack.set_clock(due - SECOND)
    assert await desk.events(CallbackDue, callback.number) == []
    await desk.stack.set_clock(due)
    assert (await desk.event(CallbackDue, callback.number)).assignee == "li"
    result = RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 4}, summary="床很稳")
    await desk.refuses("li", result.model_copy(update={"ratings": {}}), status=422)
    assert await desk.events(ServiceReported, callback.number) == []
    await desk.does("li", result)
    rated = await desk.event(SatisfactionRated, callback.number)
    assert (rated.ratings, rated.satisfied) == ({"satisfaction": 4}, True)
    report = await desk.event(ServiceReported, callback.number)
    assert (report.ratings, report.summary, report.line) == ({"satisfaction": 4}, "床很稳", "hard_complaint")
    assert [r.actor for r in report.recipients] == ["hao"]


@pytest.mark.rule("FS-19")
async def test_a_dissatisfied_customer_reopens_the_complaint_and_head_office_hears_it_too(desk: Desk) -> None:
    callback = await settled(desk)
    await desk.stack.set_clock(callback.due_at)
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 1}))
    assert not (await desk.event(ServiceReported, callback.number)).satisfied
    reopened = await desk.event(OrderReopened, callback.number)
    assert {r.actor for r in reopened.notified} == {"sun", "tang"}
    again = callback.due_at + 3 * HOUR
    assert {d.name: d.due_at for d in reopened.deadlines} == {"second_response": again}
    solved = step(callback.number, "solved", RESULT)
    await desk.refuses("liu", solved, status=409, says="second_response")
    await desk.stack.set_clock(again - SECOND)
    assert await missed(desk, callback.number) == {}
    await takes(desk, callback.number, ("liu", "second_response", EXPECTED))
    await takes(desk, callback.number, ("liu", "solved", RESULT), ("li", "verified"))
    second = (await desk.events(CallbackScheduled, callback.number))[-1]
    assert second.due_at == again - SECOND + DAY
    assert await missed(desk, callback.number) == {}
