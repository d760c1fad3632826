"""New customers are called by brand, special ones at once; what a call leaves behind."""

import pytest

from contracts.followup import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackDue,
    CallbackOverdue,
    CallbackScheduled,
    CallbackView,
    GetCallback,
    RecordAttempt,
    RecordResult,
    TakeCall,
)
from contracts.followup.common import CallMeans
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import CARED, FOUND, call_list, calls, day, joins, takes


@pytest.mark.rule("TH-20")
@pytest.mark.parametrize(
    ("brand", "first", "last", "means", "other"),
    [
        ("gotone", 3, 7, "visit", "message"),
        ("easyown", 7, 15, "phone", "visit"),
        ("mzone", 7, 15, "message", "visit"),
    ],
)
async def test_a_new_customer_is_called_in_the_brands_window_by_the_brands_means(
    desk: Desk, brand: str, first: int, last: int, means: CallMeans, other: CallMeans
) -> None:
    call = await joins(desk, brand)
    assert (call.due_at, call.late_at) == (day(desk, first, "09:00"), day(desk, last + 1))
    take = TakeCall(callback_id=call.callback_id)
    await desk.at("19:59:59", day=first - 1)
    assert await call_list(desk) == []
    await desk.refuses("hui", take, status=409, says="is called from .*T00:00:00")
    assert not await desk.events(CallbackDue, call.number)

    await desk.at("09:00", day=first)
    assert [row.callback_id for row in await call_list(desk)] == [call.callback_id]
    await takes(desk, "hui", call)
    result = RecordResult(callback_id=call.callback_id, answers=FOUND, means=other)
    problem = await desk.refuses("hui", result, status=422, says="are called by")
    assert list(problem.errors) == ["means"]
    await desk.does("hui", result.model_copy(update={"means": means}))
    done = await desk.event(CallbackCompleted, call.number)
    assert (done.by, done.means, done.late) == ("hui", means, False)
    await desk.at("09:00", day=last + 2)
    assert not await desk.events(CallbackOverdue, call.number)


@pytest.mark.rule("TH-20")
async def test_who_was_not_called_in_the_window_is_told_of_once_and_called_late(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    await desk.at("23:59:59", day=7)
    assert not await desk.events(CallbackOverdue, call.number)
    await desk.at("00:00", day=8)
    late = await desk.event(CallbackOverdue, call.number)
    assert (late.late_at, {person.role for person in late.recipients}) == (day(desk, 8), {"duty_manager"})
    await desk.at("09:00", day=8)
    await calls(desk, call)
    assert (await desk.event(CallbackCompleted, call.number)).late
    await desk.event(CallbackOverdue, call.number)


@pytest.mark.rule("TH-23")
async def test_a_special_customer_is_called_at_once_before_all_others(desk: Desk) -> None:
    early = await joins(desk, "gotone", customer=1)
    await desk.at("12:30", day=3)
    special = await joins(desk, "mzone", customer=2, special="key_account")
    # Others are not called between 12:00 and 14:00.
    assert special.due_at == day(desk, 3, "12:30")
    assert [row.callback_id for row in await call_list(desk)] == [special.callback_id]
    await desk.refuses("hui", TakeCall(callback_id=early.callback_id), status=409, says="T14:00:00")
    await desk.at("14:00", day=3)
    rows = await call_list(desk)
    assert [row.callback_id for row in rows] == [special.callback_id, early.callback_id]
    assert [row.care.special for row in rows if row.care] == [True, False]

    await desk.at("20:30", day=3)
    await calls(desk, special, answers=CARED)
    night = await joins(desk, "gotone", customer=3, special="group")
    await desk.at("21:00", day=3)
    await desk.refuses("hui", TakeCall(callback_id=night.callback_id), status=409, says="T08:00:00")
    await desk.at("20:30", day=4)
    assert {person.role for person in (await desk.event(CallbackOverdue, night.number)).recipients} == {"duty_manager"}


@pytest.mark.rule("TH-24")
async def test_who_is_not_reached_gets_a_new_time_inside_callback_hours(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    await desk.at("11:00", day=3)
    await takes(desk, "hui", call)
    roaming = RecordAttempt(
        callback_id=call.callback_id, outcome="roaming", note="在日本漫游", means="phone", duration_seconds=40
    )
    at_night = roaming.model_copy(update={"next_at": day(desk, 3, "20:30")})
    problem = await desk.refuses("hui", at_night, status=422, says="outside callback hours")
    assert list(problem.errors) == ["next_at"]
    await desk.does("hui", roaming)
    tried = await desk.event(CallbackAttempted, call.number)
    assert (tried.outcome, tried.note, tried.duration_seconds) == ("roaming", "在日本漫游", 40)
    # Two hours later nobody is called; the next opening is 14:00, and anybody may take it.
    assert tried.next_at == day(desk, 3, "14:00")
    assert (await desk.events(CallbackScheduled, call.number))[-1].assignee == "system"

    await desk.at("14:00", day=3)
    await takes(desk, "fang", call)
    agreed = roaming.model_copy(update={"outcome": "inconvenient", "next_at": day(desk, 5, "19:00"), "note": "开会"})
    await desk.does("fang", agreed)
    await desk.at("18:59:59", day=5)
    assert await call_list(desk, "fang") == []
    await desk.at("19:00", day=5)
    assert await call_list(desk, "hui") == []
    assert [row.callback_id for row in await call_list(desk, "fang")] == [call.callback_id]
    await takes(desk, "fang", call)
    await desk.at("20:00", day=5)
    late = RecordResult(callback_id=call.callback_id, answers=FOUND, means="phone")
    await desk.refuses("fang", late, status=409)
    await desk.at("09:00", day=6)
    await calls(desk, call, "fang", duration_seconds=305, summary="满意")
    view: CallbackView = await desk.ask("chen", GetCallback(callback_id=call.callback_id))
    assert [(one.by, one.outcome, one.means, one.duration_seconds) for one in view.attempts] == [
        ("hui", "roaming", "phone", 40),
        ("fang", "inconvenient", "phone", 40),
    ]
    assert (view.duration_seconds, view.summary) == (305, "满意")


@pytest.mark.rule("TH-25")
async def test_a_call_records_bill_use_channels_and_opinions_and_who_wrote_them(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    await desk.at("10:00", day=3)
    await takes(desk, "hui", call)
    bare = RecordResult(callback_id=call.callback_id, answers={"opinions": "很好"}, means="visit")
    problem = await desk.refuses("hui", bare, status=422)
    assert set(problem.errors) == {"answers.bill_received", "answers.phone_use", "answers.channels_introduced"}
    whole = FOUND | {"opinions": "很好"}
    await desk.does("hui", bare.model_copy(update={"answers": whole}))
    view: CallbackView = await desk.ask("sun", GetCallback(callback_id=call.callback_id))
    assert (view.answers, view.completed_by) == (whole, "hui")
    assert view.care is not None
    assert view.care.used == "visit"


@pytest.mark.rule("TH-25")
async def test_a_special_customers_call_records_the_reason_for_care_and_a_summary(desk: Desk) -> None:
    call = await joins(desk, "easyown", special="group")
    await takes(desk, "ke", call)
    plain = RecordResult(callback_id=call.callback_id, answers=FOUND)
    problem = await desk.refuses("ke", plain, status=422)
    assert set(problem.errors) == {"answers.reason_for_care", "answers.care_summary"}
    await desk.does("ke", plain.model_copy(update={"answers": CARED}))
    view: CallbackView = await desk.ask("sun", GetCallback(callback_id=call.callback_id))
    assert (view.answers, view.completed_by) == (CARED, "ke")
