"""Who is called when and by what means, and what a call records, on both databases."""

from datetime import timedelta

import pytest

from contracts.followup import (
    AnswerPromised,
    AnswerPutOff,
    CallbackAttempted,
    CallbackCancelled,
    CallbackCompleted,
    CallbackOverdue,
    CallbackScheduled,
    CallMeans,
    GetCallback,
    PutOffAnswer,
    RecordAttempt,
    RecordResult,
    TakeCall,
)
from contracts.intake import RequestAmended, RequestCancelled
from tests.followup.caring import CARED, FOUND, DeskFor, at, calls, confirmed, hall, joins, later, refused, writes
from tests.harness import Desk


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


@pytest.mark.rule("TH-20")
@pytest.mark.parametrize(
    ("brand", "first", "last", "means"),
    [
        ("gotone", "11-24T00:00:00", "11-29T00:00:00", ["phone", "visit"]),
        ("easyown", "11-28T00:00:00", "12-07T00:00:00", ["phone"]),
        ("mzone", "11-28T00:00:00", "12-07T00:00:00", ["phone", "message"]),
    ],
)
async def test_each_brand_has_its_window_and_means(
    desk: Desk, brand: str, first: str, last: str, means: list[CallMeans]
) -> None:
    call = await joins(desk, brand)
    assert (call.plan, call.assignee, call.late_at) == (brand, "system", at(last))
    assert call.due_at == at(first) + timedelta(hours=9)
    shown = await desk.ask("hui", GetCallback(callback_id=call.callback_id))
    assert (shown.care.earliest, shown.care.latest, shown.care.means) == (at(first), at(last), means)
    assert shown.care.script["zh"]

    desk.clock.set(at(first) - timedelta(hours=4))
    early = await refused(desk.send("hui", TakeCall(callback_id=call.callback_id)))
    assert (early.status, early.slug) == (409, "before-the-window")
    assert at(first).isoformat() in early.detail

    desk.clock.set(at(first) + timedelta(hours=9))
    await desk.send("hui", TakeCall(callback_id=call.callback_id))
    other: CallMeans = "message" if brand == "gotone" else "visit"
    wrong = await refused(desk.send("hui", RecordResult(callback_id=call.callback_id, answers=FOUND, means=other)))
    assert " or ".join(means) in wrong.errors["means"]
    await desk.send("hui", RecordResult(callback_id=call.callback_id, answers=FOUND, means=means[-1]))
    (done,) = desk.take(CallbackCompleted)
    assert (done.by, done.means, done.late) == ("hui", means[-1], False)


async def test_where_there_is_one_means_it_need_not_be_said(desk: Desk) -> None:
    call = await joins(desk, "easyown")
    desk.clock.set(at("11-28T09:00:00"))
    await calls(desk, call, means=None)
    assert desk.take(CallbackCompleted)[0].means == "phone"


async def test_with_several_means_it_is_asked_how(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    desk.clock.set(at("11-24T09:00:00"))
    problem = await refused(calls(desk, call, means=None))
    assert list(problem.errors) == ["means"]


@pytest.mark.rule("TH-20")
async def test_a_call_after_the_window_is_recorded_as_late_and_was_told_once(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    desk.clock.set(at("11-28T23:59:59"))
    await desk.fire_due()
    assert desk.take(CallbackOverdue) == []
    desk.clock.set(at("11-29T00:00:00"))
    await desk.fire_due()
    (told,) = desk.take(CallbackOverdue)
    assert [(person.actor, person.role) for person in told.recipients] == [("chen", "duty_manager")]
    desk.clock.set(at("11-29T09:00:00"))
    await calls(desk, call)
    assert desk.take(CallbackCompleted)[0].late
    assert (await desk.ask("sun", GetCallback(callback_id=call.callback_id))).care.late
    assert desk.take(CallbackOverdue) == []


async def test_a_request_that_is_told_again_is_called_once(desk: Desk) -> None:
    await joins(desk, "gotone")
    await desk.event(confirmed(desk, "joining", {"brand": "gotone"}, 1))
    assert desk.take(CallbackScheduled) == []


async def test_a_corrected_brand_moves_the_call_and_a_cancelled_request_has_none(desk: Desk) -> None:
    first = await joins(desk, "gotone")
    form = {"customer": "张*", "phone": "138****8000", "brand": "mzone"}
    amended = RequestAmended(
        number=first.number, revision=2, form=form, changed=["brand"], reason="wrong brand", confirmed=True
    )
    later(desk, days=1)
    await desk.event(amended)
    assert [gone.callback_id for gone in desk.take(CallbackCancelled)] == [first.callback_id]
    (moved,) = desk.take(CallbackScheduled)
    assert (moved.plan, moved.late_at) == ("mzone", at("12-07T00:00:00"))
    again = amended.model_copy(update={"revision": 3, "form": form | {"brand": "gotone"}})
    await desk.event(again)
    (back,) = desk.take(CallbackScheduled)
    assert (back.plan, back.late_at) == ("gotone", at("11-29T00:00:00"))
    desk.take(CallbackCancelled)
    await desk.event(RequestCancelled(number=first.number, line="joining", reason="changed their mind"))
    assert [gone.callback_id for gone in desk.take(CallbackCancelled)] == [back.callback_id]


@pytest.mark.rule("TH-23")
async def test_a_special_customer_is_due_at_once_within_hours_of_their_own(desk: Desk) -> None:
    desk.clock.set(at("11-21T12:30:00"))
    call = await joins(desk, "mzone", special="group")
    assert (call.due_at, call.late_at) == (at("11-21T12:30:00"), at("11-22T12:30:00"))
    await calls(desk, call, answers=CARED)
    night = await joins(desk, "gotone", 2, special="key_account")
    desk.clock.set(at("11-21T21:00:00"))
    problem = await refused(desk.send("hui", TakeCall(callback_id=night.callback_id)))
    assert problem.slug == "outside-callback-hours"
    assert "2026-11-22T08:00:00+08:00" in problem.detail


@pytest.mark.rule("TH-25")
async def test_a_call_records_what_the_segment_asks_and_a_special_one_why_and_a_summary(desk: Desk) -> None:
    call = await joins(desk, "gotone", special="group")
    problem = await refused(calls(desk, call))
    assert problem.errors == {"answers.reason_for_care": "required", "answers.care_summary": "required"}
    await calls(desk, call, answers=CARED, duration_seconds=290)
    shown = await desk.ask("chen", GetCallback(callback_id=call.callback_id))
    assert (shown.answers, shown.completed_by, shown.duration_seconds) == (CARED, "hui", 290)
    assert (shown.care.special, shown.care.used) == (True, "phone")


@pytest.mark.rule("TH-24")
async def test_a_new_time_that_was_agreed_stays_with_the_caller_others_are_anybodys(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    desk.clock.set(at("11-24T11:00:00"))
    missed = RecordAttempt(callback_id=call.callback_id, outcome="roaming", means="phone", duration_seconds=20)
    assert (await refused(desk.send("hui", missed))).slug == "call-not-taken"
    await desk.send("hui", TakeCall(callback_id=call.callback_id))
    night = missed.model_copy(update={"next_at": at("11-24T20:30:00")})
    assert list((await refused(desk.send("hui", night))).errors) == ["next_at"]
    await desk.send("hui", missed)
    (attempted,) = desk.take(CallbackAttempted)
    assert (attempted.outcome, attempted.means, attempted.duration_seconds) == ("roaming", "phone", 20)
    (planned,) = desk.take(CallbackScheduled)
    assert (planned.assignee, planned.due_at, planned.attempt) == ("system", at("11-24T14:00:00"), 2)

    desk.clock.set(at("11-24T14:00:00"))
    await desk.send("fang", TakeCall(callback_id=call.callback_id))
    agreed = missed.model_copy(update={"outcome": "inconvenient", "next_at": at("11-25T15:00:00"), "note": "开会"})
    await desk.send("fang", agreed)
    assert desk.take(CallbackScheduled)[0].assignee == "fang"
    problem = await refused(desk.send("hui", TakeCall(callback_id=call.callback_id)))
    assert (problem.status, problem.slug) == (403, "not-the-assignee")
    desk.clock.set(at("11-25T15:00:00"))
    await calls(desk, call, "fang")
    shown = await desk.ask("hui", GetCallback(callback_id=call.callback_id))
    assert [(one.by, one.outcome, one.means) for one in shown.attempts] == [
        ("hui", "roaming", "phone"),
        ("fang", "inconvenient", "phone"),
    ]


async def test_only_callers_take_calls(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    desk.clock.set(at("11-24T11:00:00"))
    problem = await refused(desk.send("li", TakeCall(callback_id=call.callback_id)))
    assert (problem.status, problem.slug) == (403, "not-a-caller")


@pytest.mark.rule("TH-22")
async def test_a_written_opinion_is_late_after_a_day_and_a_spoken_one_is_not_called(desk: Desk) -> None:
    call = await writes(desk)
    assert (call.due_at, call.late_at) == (at("11-21T09:00:00"), at("11-22T09:00:00"))
    spoken = {"way": "counter", "written": False, "text": "还不错"}
    await desk.event(confirmed(desk, "opinion", spoken, 2))
    assert desk.take(CallbackScheduled) == []
    desk.clock.set(at("11-22T09:00:00"))
    await desk.fire_due()
    assert [person.actor for person in desk.take(CallbackOverdue)[0].recipients] == ["chen", "sun"]


@pytest.mark.rule("TH-22")
async def test_an_answer_that_is_put_off_is_told_the_same_day_and_given_when_promised(desk: Desk) -> None:
    call = await writes(desk)
    desk.clock.set(at("11-21T10:00:00"))
    put_off = PutOffAnswer(callback_id=call.callback_id, why="网络部正在测试", until=at("11-24T17:00:00"))
    past = put_off.model_copy(update={"until": at("11-21T10:00:00")})
    assert list((await refused(desk.send("chen", past))).errors) == ["until"]
    night = put_off.model_copy(update={"until": at("11-24T07:00:00")})
    assert "nobody can be called" in (await refused(desk.send("chen", night))).detail
    await desk.send("chen", put_off)
    (said,) = desk.take(AnswerPutOff)
    assert (said.tell_by, said.by) == (at("11-22T00:00:00"), "chen")
    assert (await refused(desk.send("chen", put_off))).status == 409

    await calls(desk, call, answers={})
    (promised,) = desk.take(AnswerPromised)
    assert (promised.told_by, promised.why, promised.until) == ("hui", "网络部正在测试", at("11-24T17:00:00"))
    (answer,) = desk.take(CallbackScheduled)
    assert answer.callback_id == promised.callback_id
    assert (answer.due_at, answer.late_at) == (at("11-24T09:00:00"), at("11-24T17:00:00"))

    desk.clock.set(at("11-24T09:00:00"))
    unanswered = await refused(calls(desk, answer, answers={}))
    assert unanswered.errors == {"answers.reply": "required"}
    await calls(desk, answer, answers={"reply": "已增设基站"})
    assert desk.take(CallbackScheduled) == []


@pytest.mark.rule("TH-22")
async def test_who_was_not_told_the_same_day_is_escalated(desk: Desk) -> None:
    call = await writes(desk)
    desk.clock.set(at("11-21T16:00:00"))
    await desk.send("hui", PutOffAnswer(callback_id=call.callback_id, why="待查", until=at("11-25T17:00:00")))
    desk.clock.set(at("11-21T23:59:59"))
    await desk.fire_due()
    assert desk.take(CallbackOverdue) == []
    desk.clock.set(at("11-22T00:00:00"))
    await desk.fire_due()
    assert [person.actor for person in desk.take(CallbackOverdue)[0].recipients] == ["chen", "sun"]


async def test_answers_are_put_off_only_where_one_is_owed(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    problem = await refused(
        desk.send("chen", PutOffAnswer(callback_id=call.callback_id, why="?", until=at("11-24T17:00:00")))
    )
    assert problem.slug == "no-answer"
