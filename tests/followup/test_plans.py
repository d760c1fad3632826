"""Plans from every moment, calls and letters, on both databases."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Executable

from chassis.items import Status
from chassis.store import Store
from contracts.followup import (
    CallbackCancelled,
    CallbackDue,
    CallbackOverdue,
    CallbackScheduled,
    FollowUpCompleted,
    GetCallback,
    LetterCancelled,
    LetterDue,
    LetterScheduled,
    ListCallbacks,
    RecordAttempt,
    RecordResult,
    SatisfactionRated,
    ServiceReported,
)
from contracts.intake import OwnershipMoved, RequestAmended, RequestCancelled
from contracts.playbook import find, load
from services.followup.subscribers import on
from tests.followup.books import (
    FORM,
    NUMBER,
    DeskFor,
    at,
    call,
    confirmed,
    people,
    refused,
    sold,
    taken,
    verified,
    write_book,
)
from tests.followup.test_callbacks import GOOD
from tests.followup.test_callbacks import verified as plain_verified
from tests.harness import Desk

ANSWERS = {"staff": 5, "consulted": True}


@pytest.fixture
async def desk(desk_for: DeskFor, tmp_path: Path) -> Desk:
    return people(await desk_for("followup", write_book(tmp_path)))


@pytest.mark.rule("FS-12")
async def test_a_sale_is_asked_about_within_a_day_and_once(desk: Desk) -> None:
    desk.clock.set(at("11-21T12:30:00"))
    survey = await sold(desk)
    assert (survey.assignee, survey.due_at, survey.late_at) == ("li", at("11-21T14:00:00"), at("11-22T12:30:00"))
    await desk.event(confirmed(desk))
    await desk.event(verified(desk, "sale"))
    assert desk.take(CallbackScheduled) == []
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["not_planned"]


async def test_what_does_not_keep_a_request_open_never_ends_it(desk: Desk) -> None:
    survey = await sold(desk)
    bad = RecordResult(callback_id=survey.callback_id, ratings={"shop": 1}, answers=ANSWERS)
    await desk.send("li", bad)
    (rated,) = desk.take(SatisfactionRated)
    assert (rated.satisfied, rated.reopens, rated.plan, rated.cycle) == (False, False, "survey", 0)
    assert [told.actor for told in rated.recipients] == ["fu"]
    assert desk.take(FollowUpCompleted) == []


@pytest.mark.rule("FS-12")
async def test_a_call_not_made_in_time_is_told_once_to_those_the_plan_names(desk: Desk) -> None:
    survey = await sold(desk)
    desk.clock.set(at("11-22T08:59:59"))
    await desk.fire_due()
    assert desk.take(CallbackOverdue) == []
    desk.clock.set(at("11-22T09:00:00"))
    await desk.fire_due()
    (late,) = desk.take(CallbackOverdue)
    assert (late.plan, late.kind, late.late_at) == ("survey", "callback", at("11-22T09:00:00"))
    assert [(told.actor, told.role, told.on_duty) for told in late.recipients] == [
        ("chen", "manager", True),
        ("fu", "foreman", True),
    ]
    view = await desk.ask("li", GetCallback(callback_id=survey.callback_id))
    assert (view.overdue, view.state, view.late_at) == (True, "due", at("11-22T09:00:00"))
    await desk.fire(f"late-{survey.callback_id}")
    assert desk.take(CallbackOverdue) == []


@pytest.mark.parametrize("end", ["answered", "cancelled"])
async def test_what_has_ended_is_never_late(desk: Desk, end: str) -> None:
    survey = await sold(desk)
    if end == "answered":
        good = RecordResult(callback_id=survey.callback_id, ratings={"shop": 5}, answers=ANSWERS)
        await desk.send("li", good)
    else:
        await desk.event(RequestCancelled(number=NUMBER, line="sale", reason="sent back"))
    desk.clock.set(at("11-25T10:00:00"))
    await desk.fire_due()
    assert desk.take(CallbackOverdue) == []


@pytest.mark.rule("FS-12")
async def test_answers_are_typed_and_personal_ones_masked(desk: Desk) -> None:
    survey = await sold(desk)
    result = RecordResult(callback_id=survey.callback_id, ratings={"shop": 5}, answers={"age": 3})
    assert set((await refused(desk.send("li", result))).errors) == {"answers.age", "answers.staff", "answers.consulted"}
    wrong = result.model_copy(update={"answers": {"staff": 9, "consulted": False}})
    assert set((await refused(desk.send("li", wrong))).errors) == {"answers.staff"}
    right = result.model_copy(update={"answers": {"staff": 2, "consulted": True, "call_back_on": "13812348000"}})
    await desk.send("li", right)
    view = await desk.ask("li", GetCallback(callback_id=survey.callback_id))
    assert view.answers == {"staff": 2, "consulted": True, "call_back_on": "138****8000"}
    assert list(view.questions) == ["staff", "call_back_on", "consulted"]


async def test_a_question_may_be_needed_by_the_requests_form_only(desk: Desk) -> None:
    await desk.event(confirmed(desk, form={"name": "张*"}))
    survey = await call(desk, "survey")
    await desk.send("li", RecordResult(callback_id=survey.callback_id, ratings={"shop": 5}, answers={"staff": 5}))


@pytest.mark.rule("FS-13")
async def test_after_the_delivery_the_customers_consultant_asks_at_any_hour(desk: Desk) -> None:
    desk.clock.set(at("11-21T21:00:00"))
    early = await desk.event(taken(desk))
    assert early.status is Status.LATER
    await sold(desk)
    await desk.event(taken(desk))
    delivery = await call(desk, "delivery")
    assert (delivery.assignee, delivery.due_at) == ("gao", at("11-21T21:00:00"))
    await desk.event(taken(desk))
    assert desk.take(CallbackScheduled) == []
    miss = RecordAttempt(callback_id=delivery.callback_id, outcome="unreachable")
    await desk.send("gao", miss)
    assert (await call(desk, "delivery")).due_at == at("11-21T23:00:00")
    await desk.send("gao", RecordResult(callback_id=delivery.callback_id, satisfied=True))
    assert desk.take(FollowUpCompleted) == []


async def test_who_is_no_active_member_of_staff_is_replaced_by_the_owner(desk: Desk) -> None:
    await desk.event(OwnershipMoved(number=NUMBER, previous="li", owner="chen", because="accepted"))
    await desk.event(confirmed(desk, form=FORM | {"consultant": "nobody"}))
    desk.take(CallbackScheduled)
    await desk.event(taken(desk))
    assert (await call(desk, "delivery")).assignee == "chen"


async def test_a_later_cycle_plans_its_steps_anew_and_leaves_what_comes_once(desk: Desk) -> None:
    await sold(desk)
    await desk.event(taken(desk))
    first = await call(desk, "delivery")
    await desk.event(taken(desk, cycle=2))
    assert [gone.callback_id for gone in desk.take(CallbackCancelled)] == [first.callback_id]
    second = await call(desk, "delivery")
    await desk.event(taken(desk, cycle=1))
    assert desk.take(CallbackScheduled) == []
    rows = (await desk.ask("li", ListCallbacks(number=NUMBER))).rows
    assert {row.callback_id for row in rows if row.plan == "delivery"} == {second.callback_id}
    assert {row.plan for row in rows} == {"delivery", "survey", "thanks"}


async def test_a_cancelled_request_is_owed_nothing(desk: Desk) -> None:
    await sold(desk)
    await desk.event(RequestCancelled(number=NUMBER, line="sale", reason="sent back"))
    assert [gone.plan for gone in desk.take(LetterCancelled)] == ["thanks"]
    assert len(desk.take(CallbackCancelled)) == len(desk.take(LetterScheduled)) == 1
    done = await desk.event(taken(desk))
    assert done.status is Status.OK
    late = "HQ-20261121-0002"
    await desk.event(RequestCancelled(number=late, line="sale", reason="sent back"))
    await desk.event(confirmed(desk, number=late))
    assert desk.take(CallbackScheduled) + desk.take(LetterScheduled) == []
    desk.clock.set(at("12-01T09:00:00"))
    await desk.fire_due()
    assert desk.take(LetterDue) + desk.take(CallbackDue) == []


@pytest.mark.rule("FS-19")
async def test_a_day_after_it_was_settled_satisfaction_is_asked_and_reported_to_head_office(desk: Desk) -> None:
    await desk.event(confirmed(desk, "complaint"))
    await desk.event(taken(desk, "complaint", "settled"))
    asked = await call(desk, "report")
    assert (asked.assignee, asked.due_at) == ("fu", at("11-22T09:00:00"))
    desk.clock.set(at("11-22T09:00:00"))
    answers = {"mobile": "13812348000", "mended": True}
    result = RecordResult(
        callback_id=asked.callback_id, ratings={"satisfaction": 2}, answers=answers, summary="mended", remarks="late"
    )
    await desk.send("fu", result)
    (report,) = desk.take(ServiceReported)
    assert (report.plan, report.title, report.satisfied) == ("report", {"zh": "报告", "en": "Report"}, False)
    assert report.answers == {"mobile": "138****8000", "mended": True}
    assert (report.ratings, report.summary, report.remarks) == ({"satisfaction": 2}, "mended", "late")
    assert [(told.actor, told.on_duty) for told in report.recipients] == [("zong", False)]
    assert [rated.reopens for rated in desk.take(SatisfactionRated)] == [False]


@pytest.mark.rule("HK-07")
async def test_a_dissatisfied_customer_is_told_to_the_supervisor_at_once_and_work_begins_again(desk: Desk) -> None:
    await desk.event(confirmed(desk, "complaint"))
    await desk.event(taken(desk, "complaint", "settled"))
    settled = await call(desk, "report")
    await desk.event(verified(desk, "complaint"))
    first = await call(desk, "callback")
    await desk.send("li", RecordResult(callback_id=first.callback_id, ratings={"satisfaction": 1}))
    (rated,) = desk.take(SatisfactionRated)
    assert (rated.satisfied, rated.reopens, rated.cycle, rated.by) == (False, True, 1, "li")
    told = [(person.actor, person.role) for person in rated.recipients]
    assert told == [("fu", "foreman"), ("chen", "manager"), ("ming", "department")]
    assert desk.take(FollowUpCompleted) + desk.take(CallbackCancelled) == []
    await desk.event(taken(desk, "complaint", "settled", cycle=2))
    assert [gone.callback_id for gone in desk.take(CallbackCancelled)] == [settled.callback_id]
    await desk.event(verified(desk, "complaint", cycle=2))
    second = next(one for one in desk.take(CallbackScheduled) if one.plan == "callback")
    await desk.send("li", RecordResult(callback_id=second.callback_id, ratings={"satisfaction": 5}))
    assert [(done.outcome, done.cycle) for done in desk.take(FollowUpCompleted)] == [("satisfied", 2)]


@pytest.mark.parametrize(("tier", "plans"), [("gold", {"callback", "extra"}), (None, {"callback"})])
async def test_a_plan_may_be_for_a_tier_only(desk: Desk, tier: str | None, plans: set[str]) -> None:
    early = await desk.event(verified(desk, "complaint"))
    assert early.status is Status.LATER
    await desk.event(confirmed(desk, "complaint", tier=tier))
    await desk.event(verified(desk, "complaint"))
    assert {one.plan for one in desk.take(CallbackScheduled)} == plans


@pytest.mark.parametrize("first", ["confirmed", "amended"])
async def test_later_plans_read_the_corrected_form_whichever_came_first(desk: Desk, first: str) -> None:
    amended = RequestAmended(
        number=NUMBER,
        revision=2,
        form=FORM | {"consultant": "ming"},
        changed=["consultant"],
        reason="moved",
        confirmed=True,
    )
    events = [confirmed(desk), amended]
    for event in events if first == "confirmed" else reversed(events):
        await desk.event(event)
    desk.take(CallbackScheduled)
    await desk.event(taken(desk))
    assert (await call(desk, "delivery")).assignee == "ming"


@pytest.mark.parametrize("first", ["confirmed", "amended"])
async def test_a_plan_for_a_tier_follows_another_tier(desk: Desk, first: str) -> None:
    amended = RequestAmended(
        number=NUMBER, revision=2, form=FORM, changed=["severity"], reason="graver", confirmed=True, tier="gold"
    )
    events = [confirmed(desk, "complaint", tier="silver"), amended]
    for event in events if first == "confirmed" else reversed(events):
        await desk.event(event)
    await desk.event(verified(desk, "complaint"))
    assert {one.plan for one in desk.take(CallbackScheduled)} == {"callback", "extra"}


async def test_a_verified_order_seen_first_is_enough_for_what_follows_a_plan(desk: Desk, desk_for: DeskFor) -> None:
    await desk.event(verified(desk, "sale", consultant="ming"))
    await desk.event(taken(desk))
    assert (await call(desk, "delivery")).assignee == "ming"
    await desk.event(confirmed(desk))
    assert {one.plan for one in desk.take(CallbackScheduled)} == {"survey"}


async def test_two_replicas_that_hear_of_a_step_at_once_plan_it_once(desk_for: DeskFor, tmp_path: Path) -> None:
    book = write_book(tmp_path)
    one, other = [people(await desk_for("followup", book)) for _ in range(2)]
    await one.event(confirmed(one))
    one.take(CallbackScheduled)
    again = taken(one)
    await asyncio.gather(one.event(again), other.event(again), return_exceptions=True)
    await one.event(again)
    planned = one.take(CallbackScheduled) + other.take(CallbackScheduled)
    assert [callback.plan for callback in planned] == ["delivery"]


def test_only_a_playbook_with_such_plans_hears_of_requests_and_steps(tmp_path: Path) -> None:
    plain, shop = load(find("property-desk")), load(Path(write_book(tmp_path)))
    more = set(on.event_subjects([plain, shop])) - set(on.event_subjects([plain]))
    heard = {"intake.request.confirmed", "intake.request.amended", "dispatch.order.completed"}
    assert more == {f"desk.*.evt.{key}" for key in heard}


async def test_the_plain_path_asks_the_database_no_more_than_it_must(
    desk_for: DeskFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await desk_for("followup")
    desk.staff("li", roles=["clerk"])
    asked: list[str] = []
    run = Store._run

    async def count(self: Store, statement: Executable, parameters: object) -> object:
        asked.append(str(statement))
        return await run(self, statement, parameters)

    def of_followup() -> list[str]:
        found = [text.split(" ", 1)[0] for text in asked if re.search("callbacks|cycles|moves|requests", text)]
        asked.clear()
        return found

    monkeypatch.setattr(Store, "_run", count)
    await desk.event(plain_verified())
    # What is known of the request, and who owns it.
    assert of_followup() == ["SELECT", "SELECT"]
    (callback,) = desk.take(CallbackScheduled)
    await desk.send("li", RecordResult(callback_id=callback.callback_id, ratings=GOOD))
    assert of_followup() == ["SELECT", "UPDATE"]


async def test_what_is_long_late_when_it_is_planned_is_told_at_once(desk: Desk) -> None:
    event = confirmed(desk, confirmed_at=desk.clock.now() - timedelta(days=2))
    await desk.event(event)
    assert (await call(desk, "survey")).due_at == desk.clock.now()
    await desk.fire_due()
    assert [late.plan for late in desk.take(CallbackOverdue)] == ["survey"]
