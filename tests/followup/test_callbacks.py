"""Callbacks from the verified order to their end, on both databases."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from contracts.dispatch import OrderVerified
from contracts.followup import (
    AcceptCallback,
    CallbackAccepted,
    CallbackAttempted,
    CallbackCancelled,
    CallbackCompleted,
    CallbackDeclined,
    CallbackDelegated,
    CallbackDue,
    CallbackScheduled,
    DeclineCallback,
    DelegateCallback,
    FollowUpCompleted,
    FollowupHandoverReported,
    GetCallback,
    ListCallbacks,
    RecordAttempt,
    RecordResult,
    RemarkPassedOn,
    SatisfactionRated,
)
from contracts.intake import OwnershipMoved, RequestCancelled
from contracts.problems import Problem
from contracts.roster import HandoverCompleted, HandoverOpened
from services.followup.handlers.sample_callbacks import sample_callbacks
from tests.harness import SITE, Desk

DeskFor = Callable[..., Awaitable[Desk]]
NUMBER = "HQ-20261121-0001"
GOOD = {"quality": 5, "timeliness": 4, "attitude": 5}
BAD = {"quality": 1, "timeliness": 4, "attitude": 5}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


def verified(number: str = NUMBER, *, cycle: int = 1, line: str = "repair", form: dict[str, Any] | None = None) -> Any:
    return OrderVerified(
        number=number,
        order_id="o1",
        line=line,
        department="engineering",
        step="verified",
        cycle=cycle,
        signed_by="li",
        happened_at=at("21T09:00:00"),
        received_by="li",
        form=form if form is not None else {"reporter": "张*", "place": "3-201", "problem": "lamp"},
    )


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("followup")
    desk.staff("li", roles=["clerk"])
    desk.staff("wang", roles=["clerk"])
    desk.staff("chen", roles=["desk_manager"])
    desk.staff("tech", roles=["technician"], department="engineering")
    return desk


async def planned(desk: Desk, number: str = NUMBER, **more: Any) -> CallbackScheduled:
    await desk.event(verified(number, **more))
    return desk.take(CallbackScheduled)[-1]


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


@pytest.mark.rule("PD-06")
async def test_whoever_took_the_request_calls_back_at_once_within_callback_hours(desk: Desk) -> None:
    callback = await planned(desk)
    assert (callback.assignee, callback.due_at) == ("li", at("21T09:00:00"))
    assert await desk.fire_due() == 1
    assert [due.assignee for due in desk.take(CallbackDue)] == ["li"]
    assert (await desk.ask("wang", GetCallback(callback_id=callback.callback_id))).state == "due"


async def test_outside_callback_hours_it_is_due_at_the_next_opening(desk: Desk) -> None:
    desk.clock.set(at("21T12:30:00"))
    callback = await planned(desk)
    assert callback.due_at == at("21T14:00:00")
    assert await desk.fire_due() == 0
    early = await refused(desk.send("li", RecordResult(callback_id=callback.callback_id, ratings=GOOD)))
    assert early.status == 409
    assert "2026-11-21T14:00:00+08:00" in early.detail


@pytest.mark.parametrize(
    ("line", "form"), [("repair", {"by_department": "security"}), ("flight", {}), ("no_such_line", {})]
)
async def test_where_nothing_is_planned_the_follow_up_is_complete_at_once(desk: Desk, line: str, form: Any) -> None:
    await desk.event(verified(line=line, form=form))
    assert [(done.outcome, done.cycle) for done in desk.take(FollowUpCompleted)] == [("not_planned", 1)]
    assert desk.take(CallbackScheduled) == []


async def test_a_cycle_is_planned_once(desk: Desk) -> None:
    await planned(desk)
    await desk.event(verified())
    assert desk.take(CallbackScheduled) == []


@pytest.mark.rule("PD-14")
async def test_a_satisfied_resident_completes_the_follow_up_and_remarks_reach_the_department(desk: Desk) -> None:
    callback = await planned(desk)
    result = RecordResult(callback_id=callback.callback_id, ratings=GOOD, remarks="oil the door too")
    assert (await desk.send("li", result)).number == NUMBER
    assert desk.take(CallbackCompleted)[0].by == "li"
    rated = desk.take(SatisfactionRated)[0]
    assert (rated.satisfied, rated.ratings, rated.department) == (True, GOOD, "engineering")
    assert [(told.department, told.text) for told in desk.take(RemarkPassedOn)] == [("engineering", "oil the door too")]
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["satisfied"]
    assert await desk.fire_due() == 0
    again = await refused(desk.send("li", result))
    assert "already completed by li" in again.detail
    view = await desk.ask("li", GetCallback(callback_id=callback.callback_id))
    assert (view.completed_by, view.completed_at, view.remarks) == ("li", at("21T09:00:00"), "oil the door too")


@pytest.mark.rule("PD-07")
async def test_remarks_may_go_to_another_department_that_exists(desk: Desk) -> None:
    callback = await planned(desk)
    wrong = RecordResult(callback_id=callback.callback_id, ratings=GOOD, remarks="dirty", pass_to="nowhere")
    assert set((await refused(desk.send("li", wrong))).errors) == {"pass_to"}
    await desk.send("li", wrong.model_copy(update={"pass_to": "cleaning"}))
    assert desk.take(RemarkPassedOn)[0].department == "cleaning"


async def test_ratings_must_be_what_the_plan_asks(desk: Desk) -> None:
    callback = await planned(desk)
    wrong = RecordResult(callback_id=callback.callback_id, ratings={"quality": 9, "speed": 1}, satisfied=True)
    problem = await refused(desk.send("li", wrong))
    assert problem.status == 422
    assert set(problem.errors) == {
        "ratings.quality",
        "ratings.timeliness",
        "ratings.attitude",
        "ratings.speed",
        "satisfied",
    }
    assert desk.take(CallbackCompleted) == []


async def test_a_dissatisfied_resident_leaves_the_follow_up_open_until_the_next_cycle(desk: Desk) -> None:
    callback = await planned(desk)
    await desk.send("li", RecordResult(callback_id=callback.callback_id, ratings=BAD))
    assert [rated.satisfied for rated in desk.take(SatisfactionRated)] == [False]
    assert desk.take(FollowUpCompleted) == []
    second = await planned(desk, cycle=2)
    await desk.send("li", RecordResult(callback_id=second.callback_id, ratings=GOOD))
    assert [(done.outcome, done.cycle) for done in desk.take(FollowUpCompleted)] == [("satisfied", 2)]


async def test_a_new_cycle_ends_what_an_old_one_left_open(desk: Desk) -> None:
    first = await planned(desk)
    second = await planned(desk, cycle=2)
    assert [gone.callback_id for gone in desk.take(CallbackCancelled)] == [first.callback_id]
    rows = (await desk.ask("li", ListCallbacks(number=NUMBER))).rows
    assert [row.callback_id for row in rows] == [second.callback_id]


@pytest.mark.rule("PD-06")
async def test_only_the_assignee_calls_and_records(desk: Desk) -> None:
    callback = await planned(desk)
    for command in (
        RecordResult(callback_id=callback.callback_id, ratings=GOOD),
        RecordAttempt(callback_id=callback.callback_id, outcome="unreachable"),
    ):
        assert (await refused(desk.send("wang", command))).slug == "not-the-assignee"
        assert (await refused(desk.send("tech", command))).status == 403
    unknown = await refused(desk.send("li", RecordAttempt(callback_id="none", outcome="unreachable")))
    assert unknown.status == 404


async def test_an_unreached_customer_is_called_again_until_the_plan_is_exhausted(desk: Desk) -> None:
    callback = await planned(desk)
    await desk.fire_due()
    miss = RecordAttempt(callback_id=callback.callback_id, outcome="unreachable", note="no answer")
    await desk.send("li", miss)
    again = desk.take(CallbackScheduled)[0]
    assert (again.due_at, again.attempt) == (at("21T11:00:00"), 2)
    agreed = miss.model_copy(update={"outcome": "inconvenient", "next_at": at("21T15:00:00")})
    outside = miss.model_copy(update={"next_at": at("21T13:00:00")})
    assert set((await refused(desk.send("li", outside))).errors) == {"next_at"}
    await desk.send("li", agreed)
    assert [attempt.next_at for attempt in desk.take(CallbackAttempted)] == [at("21T11:00:00"), at("21T15:00:00")]
    desk.clock.set(at("21T11:00:00"))
    desk.take(CallbackDue)
    assert await desk.fire_due() == 0
    desk.clock.set(at("21T15:00:00"))
    await desk.fire_due()
    assert len(desk.take(CallbackDue)) == 1
    await desk.send("li", miss)
    assert [attempt.next_at for attempt in desk.take(CallbackAttempted)] == [None]
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["exhausted"]
    view = await desk.ask("li", GetCallback(callback_id=callback.callback_id))
    assert (view.state, [one.outcome for one in view.attempts]) == (
        "cancelled",
        ["unreachable", "inconvenient", "unreachable"],
    )
    assert view.completed_by is None


async def test_no_attempt_is_recorded_outside_callback_hours(desk: Desk) -> None:
    callback = await planned(desk)
    desk.clock.set(at("21T20:00:00"))
    problem = await refused(desk.send("li", RecordAttempt(callback_id=callback.callback_id, outcome="unreachable")))
    assert (problem.status, problem.slug) == (409, "outside-callback-hours")


@pytest.mark.rule("PD-06")
async def test_a_callback_moves_only_when_the_named_colleague_accepts(desk: Desk) -> None:
    callback = await planned(desk)
    delegate = DelegateCallback(callback_id=callback.callback_id, to="wang")
    accept = AcceptCallback(callback_id=callback.callback_id)
    assert (await refused(desk.send("wang", accept))).status == 409
    assert (await refused(desk.send("wang", delegate.model_copy(update={"to": "chen"})))).status == 403
    await desk.send("li", delegate)
    assert (await refused(desk.send("li", delegate))).status == 409
    assert (await refused(desk.send("chen", accept))).status == 403
    result = RecordResult(callback_id=callback.callback_id, ratings=GOOD)
    assert "accept it first" in (await refused(desk.send("wang", result))).detail
    waiting = (await desk.ask("wang", ListCallbacks(assignee="wang"))).rows
    assert [(row.assignee, row.delegated_to) for row in waiting] == [("li", "wang")]
    await desk.send("wang", accept)
    moved = desk.take(CallbackAccepted)[0]
    assert (moved.previous, moved.assignee) == ("li", "wang")
    assert (await refused(desk.send("li", result))).status == 403
    await desk.send("wang", result)


async def test_a_manager_delegates_and_the_colleague_may_decline(desk: Desk) -> None:
    callback = await planned(desk)
    await desk.send("chen", DelegateCallback(callback_id=callback.callback_id, to="wang"))
    assert desk.take(CallbackDelegated)[0].because == "asked"
    await desk.send("wang", DeclineCallback(callback_id=callback.callback_id, reason="at lunch"))
    declined = desk.take(CallbackDeclined)[0]
    assert (declined.assignee, declined.by, declined.reason) == ("li", "wang", "at lunch")
    assert (await refused(desk.send("wang", AcceptCallback(callback_id=callback.callback_id)))).status == 409


@pytest.mark.parametrize(("to", "status"), [("tech", 422), ("li", 422), ("nobody", 404)])
async def test_a_callback_goes_only_to_another_who_speaks_for_the_desk(desk: Desk, to: str, status: int) -> None:
    callback = await planned(desk)
    problem = await refused(desk.send("li", DelegateCallback(callback_id=callback.callback_id, to=to)))
    assert (problem.status, set(problem.errors)) == (status, {"to"})


@pytest.mark.rule("PD-06")
async def test_at_the_handover_callbacks_are_reported_and_delegated(desk: Desk) -> None:
    callback = await planned(desk)
    await desk.event(HandoverOpened(handover_id="h1", shift_id="s1", post="front_desk", outgoing="li"))
    report = desk.take(FollowupHandoverReported)[0]
    assert [(i.kind, i.reference, i.number, i.due_at, i.needs_reason) for i in report.items] == [
        ("callback", callback.callback_id, NUMBER, callback.due_at, False)
    ]
    done = HandoverCompleted(handover_id="h1", shift_id="s1", outgoing="li", incoming="wang", items=report.items)
    await desk.event(done)
    assert [(d.assignee, d.to, d.because) for d in desk.take(CallbackDelegated)] == [("li", "wang", "handover")]
    await desk.send("wang", AcceptCallback(callback_id=callback.callback_id))
    await desk.send("wang", RecordResult(callback_id=callback.callback_id, ratings=GOOD))


async def test_what_was_never_accepted_goes_on_with_the_next_handover(desk: Desk) -> None:
    await planned(desk)
    for handover, outgoing, incoming in [("h1", "li", "wang"), ("h2", "wang", "chen"), ("h3", "chen", "li")]:
        await desk.event(
            HandoverCompleted(handover_id=handover, shift_id=handover, outgoing=outgoing, incoming=incoming, items=[])
        )
    assert [(d.assignee, d.to) for d in desk.take(CallbackDelegated)] == [("li", "wang"), ("li", "chen")]
    assert [(d.assignee, d.by) for d in desk.take(CallbackDeclined)] == [("li", "chen")]


async def test_who_holds_nothing_reports_an_empty_list(desk: Desk) -> None:
    await desk.event(HandoverOpened(handover_id="h1", shift_id="s1", post="front_desk", outgoing="wang"))
    assert [report.items for report in desk.take(FollowupHandoverReported)] == [[]]


@pytest.mark.rule("PD-06")
async def test_when_the_receiver_has_gone_home_the_successor_is_named_at_once(desk: Desk) -> None:
    desk.staff("zhao", roles=["clerk"], on_duty=False)
    await desk.event(OwnershipMoved(number=NUMBER, previous="zhao", owner="wang", because="handover"))
    await desk.event(verified().model_copy(update={"received_by": "zhao"}))
    assert [callback.assignee for callback in desk.take(CallbackScheduled)] == ["zhao"]
    assert [(d.assignee, d.to) for d in desk.take(CallbackDelegated)] == [("zhao", "wang")]


async def test_a_cancelled_request_is_not_followed_up(desk: Desk) -> None:
    callback = await planned(desk)
    await desk.event(RequestCancelled(number=NUMBER, line="repair", reason="moved away"))
    assert [(gone.callback_id, gone.reason) for gone in desk.take(CallbackCancelled)] == [
        (callback.callback_id, "moved away")
    ]
    assert await desk.fire_due() == 0
    late = "HQ-20261121-0002"
    await desk.event(RequestCancelled(number=late, line="repair", reason="moved away"))
    await desk.event(verified(late))
    assert desk.take(CallbackScheduled) == []
    assert desk.take(FollowUpCompleted) == []


async def test_pages_follow_each_other_earliest_first(desk: Desk) -> None:
    numbers = [f"HQ-20261121-{i:04}" for i in range(1, 6)]
    for number in reversed(numbers):
        await desk.event(verified(number))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await desk.ask("li", ListCallbacks(limit=2, cursor=cursor))
        seen += [row.number for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert seen == numbers[::-1]
    assert set((await refused(desk.ask("li", ListCallbacks(cursor="x")))).errors) == {"cursor"}
    none_yet = ListCallbacks(due_before=at("21T09:00:00"))
    assert (await desk.ask("li", none_yet)).rows == []
    assert (await desk.ask("li", ListCallbacks(state="completed"))).rows == []


async def test_callbacks_that_nobody_made_are_counted(desk: Desk) -> None:
    await planned(desk)
    async with desk.database.read() as store:
        await sample_callbacks(store, desk.metrics, desk.clock.now(), [SITE, "NW"])
    shown = desk.metrics.render().decode()
    assert 'frontdesk_callbacks_due{site="HQ"} 1.0' in shown
    assert 'frontdesk_callbacks_due{site="NW"} 0.0' in shown
