"""Letters, and the plans that follow them, on both databases."""

from pathlib import Path

import pytest

from contracts.followup import (
    CallbackOverdue,
    CallbackScheduled,
    FollowUpCompleted,
    FollowupHandoverReported,
    GetCallback,
    LetterCancelled,
    LetterDue,
    LetterScheduled,
    ListCallbacks,
    RecordAttempt,
    RecordResult,
    SatisfactionRated,
)
from contracts.intake import LetterFailed, LetterSent
from contracts.roster import HandoverOpened
from tests.followup.books import NUMBER, DeskFor, at, call, people, refused, sold, verified, write_book
from tests.harness import Desk


@pytest.fixture
async def desk(desk_for: DeskFor, tmp_path: Path) -> Desk:
    return people(await desk_for("followup", write_book(tmp_path)))


@pytest.mark.rule("FS-13")
async def test_a_letter_goes_out_at_its_time_and_the_next_call_follows_it(desk: Desk) -> None:
    desk.clock.set(at("11-21T13:00:00"))
    await sold(desk)
    (planned,) = desk.take(LetterScheduled)
    assert (planned.due_at, planned.late_at) == (at("11-26T13:00:00"), at("11-28T13:00:00"))
    rows = (await desk.ask("li", ListCallbacks(kind="letter"))).rows
    assert [(row.plan, row.kind) for row in rows] == [("thanks", "letter")]
    desk.clock.set(at("11-26T13:00:00"))
    await desk.fire_due()
    (due,) = desk.take(LetterDue)
    assert (due.plan, due.channel, due.title) == ("thanks", "letter", {"zh": "感谢信", "en": "Thanks"})
    assert due.text["en"] == "Dear {form.name}, thank you ({number})"
    desk.clock.set(at("11-26T13:05:00"))
    sent = LetterSent(number=NUMBER, plan="thanks", delivery_id="d1")
    await desk.event(sent)
    assert (await call(desk, "second")).due_at == at("12-03T14:00:00")
    await desk.event(sent)
    desk.clock.set(at("11-28T13:00:00"))
    await desk.fire_due()
    assert [late.plan for late in desk.take(CallbackOverdue)] == ["survey"]
    assert desk.take(CallbackScheduled) == []


@pytest.mark.rule("FS-12")
async def test_a_survey_need_not_ask_whether_the_customer_is_satisfied(desk: Desk) -> None:
    await sold(desk)
    desk.clock.set(at("11-26T09:00:00"))
    await desk.fire_due()
    await desk.event(LetterSent(number=NUMBER, plan="thanks", delivery_id="d1"))
    desk.clock.set(at("12-03T09:00:00"))
    second = RecordResult(callback_id=(await call(desk, "second")).callback_id, satisfied=True)
    assert set((await refused(desk.send("li", second.model_copy(update={"satisfied": None})))).errors) == {"satisfied"}
    await desk.send("li", second)
    asked = await call(desk, "why_us")
    desk.take(SatisfactionRated)
    assert asked.due_at == at("12-03T09:00:00")
    await desk.send("li", RecordResult(callback_id=asked.callback_id, answers={"heard": "friend"}))
    assert desk.take(SatisfactionRated) == []
    view = await desk.ask("li", GetCallback(callback_id=asked.callback_id))
    assert (view.state, view.satisfied, view.answers) == ("completed", None, {"heard": "friend"})


async def test_a_letter_that_failed_is_late_and_may_still_be_sent(desk: Desk) -> None:
    await sold(desk)
    desk.clock.set(at("11-26T09:00:00"))
    await desk.fire_due()
    failed = LetterFailed(number=NUMBER, plan="thanks", delivery_id="d1", reason="no such address")
    await desk.event(failed)
    await desk.event(failed)
    assert [gone.reason for gone in desk.take(LetterCancelled)] == ["could not be delivered: no such address"]
    desk.clock.set(at("11-28T09:00:00"))
    await desk.fire_due()
    assert [late.kind for late in desk.take(CallbackOverdue) if late.plan == "thanks"] == ["letter"]
    await desk.event(LetterSent(number=NUMBER, plan="thanks", delivery_id="d1"))
    assert (await call(desk, "second")).due_at == at("12-05T09:00:00")


async def test_nobody_calls_a_letter(desk: Desk) -> None:
    await sold(desk)
    letter = desk.take(LetterScheduled)[0].callback_id
    for command in (
        RecordResult(callback_id=letter, satisfied=True),
        RecordAttempt(callback_id=letter, outcome="unreachable"),
    ):
        assert (await refused(desk.send("li", command))).slug == "a-letter"
    await desk.event(HandoverOpened(handover_id="h1", shift_id="s1", post="front_desk", outgoing="li"))
    assert [item.title for item in desk.take(FollowupHandoverReported)[0].items] == ["调查 / Survey"]


async def test_a_letter_may_keep_the_request_open(desk: Desk) -> None:
    await desk.event(verified(desk, "visit"))
    assert desk.take(FollowUpCompleted) == []
    desk.clock.set(at("11-21T10:00:00"))
    await desk.fire_due()
    await desk.event(LetterSent(number=NUMBER, plan="note", delivery_id="d1"))
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["satisfied"]
    other = "HQ-20261121-0002"
    await desk.event(verified(desk, "visit", number=other))
    desk.clock.set(at("11-21T11:00:00"))
    await desk.fire_due()
    await desk.event(LetterFailed(number=other, plan="note", delivery_id="d2", reason="returned"))
    assert [(done.number, done.outcome) for done in desk.take(FollowUpCompleted)] == [(other, "exhausted")]
    await desk.event(LetterSent(number=other, plan="note", delivery_id="d2"))
    assert desk.take(FollowUpCompleted) == []
