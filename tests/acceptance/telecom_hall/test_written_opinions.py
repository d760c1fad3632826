"""A written opinion is called back within a day, or the customer hears the same day why not and until when."""

from datetime import timedelta

import pytest

from contracts.followup import (
    AnswerPromised,
    AnswerPutOff,
    CallAgainPage,
    CallbackCompleted,
    CallbackOverdue,
    CallbackScheduled,
    ListCallAgain,
    PutOffAnswer,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import REPLY, call_list, calls, day, joins, writes


@pytest.mark.rule("TH-22")
async def test_a_written_opinion_is_called_back_within_24_hours(desk: Desk) -> None:
    in_time, late = await writes(desk, customer=1), await writes(desk, customer=2)
    assert in_time.late_at == late.late_at == day(desk, 1, "09:00")
    await desk.at("19:30")
    await calls(desk, in_time, answers=REPLY)
    done = await desk.event(CallbackCompleted, in_time.number)
    assert (done.by, done.late) == ("hui", False)
    await desk.at("08:59:59", day=1)
    assert not await desk.events(CallbackOverdue)
    await desk.at("09:00", day=1)
    told = await desk.event(CallbackOverdue)
    assert told.number == late.number
    assert {person.role for person in told.recipients} == {"duty_manager", "hall_manager"}
    await calls(desk, late, answers=REPLY)
    assert (await desk.event(CallbackCompleted, late.number)).late


@pytest.mark.rule("TH-22")
async def test_a_spoken_opinion_is_not_called_back(desk: Desk) -> None:
    form = {"customer": "王小明", "phone": "13900000001", "way": "counter", "written": False, "text": "服务很好"}
    number = await desk.record("opinion", form)
    assert not await desk.events(CallbackScheduled, number)


@pytest.mark.rule("TH-22")
async def test_what_cannot_be_answered_is_told_the_same_day_and_answered_when_promised(desk: Desk) -> None:
    call = await writes(desk)
    await desk.at("10:00")
    until = day(desk, 3, "17:00")
    put_off = PutOffAnswer(callback_id=call.callback_id, why="网络部正在测试", until=until)
    past = put_off.model_copy(update={"until": desk.start})
    problem = await desk.refuses("chen", past, status=422, says="already past")
    assert list(problem.errors) == ["until"]
    await desk.refuses("ku", put_off, status=403)
    await desk.does("chen", put_off)
    said = await desk.event(AnswerPutOff, call.number)
    assert (said.why, said.until, said.tell_by, said.by) == ("网络部正在测试", until, day(desk, 1), "chen")
    await desk.refuses("chen", put_off, status=409, says="tell the customer first")

    (row,) = await call_list(desk)
    assert row.care is not None
    assert (row.care.why, row.care.until) == ("网络部正在测试", until)
    await calls(desk, call, answers={}, summary="已告知原因和时间")
    promised = await desk.event(AnswerPromised, call.number)
    assert (promised.told_by, promised.why, promised.until) == ("hui", "网络部正在测试", until)
    answer = (await desk.events(CallbackScheduled, call.number))[-1]
    assert answer.callback_id == promised.callback_id
    assert (answer.due_at, answer.late_at) == (day(desk, 3, "09:00"), until)
    again: CallAgainPage = await desk.ask("hui", ListCallAgain())
    assert [(one.callback_id, one.why) for one in again.rows] == [(answer.callback_id, "网络部正在测试")]
    assert await call_list(desk) == []

    await desk.at("16:00", day=3)
    assert not await desk.events(CallbackOverdue, call.number)
    await calls(desk, answer, answers=REPLY)
    assert [one.late for one in await desk.events(CallbackCompleted, call.number)] == [False, False]
    await desk.at("17:00", day=3)
    assert not await desk.events(CallbackOverdue, call.number)


@pytest.mark.rule("TH-22")
async def test_who_was_not_told_the_same_day_and_a_promise_that_is_not_kept_are_escalated(desk: Desk) -> None:
    call = await writes(desk)
    until = day(desk, 2, "12:00")
    await desk.does("hui", PutOffAnswer(callback_id=call.callback_id, why="待查", until=until))
    await desk.at("23:59:59")
    assert not await desk.events(CallbackOverdue, call.number)
    await desk.at("00:00", day=1)
    untold = await desk.event(CallbackOverdue, call.number)
    assert (untold.late_at, {person.role for person in untold.recipients}) == (
        day(desk, 1),
        {"duty_manager", "hall_manager"},
    )
    await desk.at("09:00", day=1)
    await calls(desk, call, answers={})
    await desk.at("12:00", day=2)
    broken = (await desk.events(CallbackOverdue, call.number))[-1]
    assert (broken.late_at, broken.callback_id) == (until, (await desk.event(AnswerPromised)).callback_id)


@pytest.mark.rule("TH-22")
async def test_only_an_answer_that_is_owed_can_be_put_off(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    until = desk.start + timedelta(days=4)
    put_off = PutOffAnswer(callback_id=call.callback_id, why="?", until=until)
    await desk.refuses("chen", put_off, status=409, says="no answer is owed")
