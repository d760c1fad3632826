"""What follows a failed first attempt, and what becomes of cases when people change; on both databases."""

import asyncio
from datetime import date
from typing import Any

import pytest

from contracts.base import Command
from contracts.followup import (
    AcceptRetention,
    AttemptFailed,
    CloseRetention,
    DeclineRetention,
    DelegateRetention,
    FollowupHandoverReported,
    GetRetentionRegister,
    RecordFailedAttempt,
    RegisterSent,
    RetentionDeclined,
    RetentionDelegated,
    RetentionMoved,
    RetentionTakenOver,
    TakeOverRetention,
)
from contracts.problems import Problem
from contracts.roster import HandoverCompleted, HandoverOpened
from tests.followup.hall import DeskFor, at, case_of, enquiry, hall
from tests.harness import Desk

REGISTER = "recurring-HQ-retention-register"


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def refused(desk: Desk, actor: str, command: Command) -> Problem:
    announced = len(desk.announced)
    with pytest.raises(Problem) as problem:
        await desk.send(actor, command)
    assert len(desk.announced) == announced
    return problem.value


async def fails(desk: Desk, case_id: str, actor: str = "li", **more: Any) -> None:
    command = RecordFailedAttempt(case_id=case_id, reason="资费太高", reach="工作日晚上来电", **more)
    await desk.send(actor, command)


async def register(desk: Desk, when: str) -> list[RegisterSent]:
    desk.clock.set(at(when))
    await desk.fire(REGISTER)
    return desk.take(RegisterSent)


@pytest.mark.rule("TH-31")
async def test_a_failed_first_attempt_keeps_the_contact_and_reaches_the_key_account_room_that_day(desk: Desk) -> None:
    await desk.run_start()
    case = await enquiry(desk)
    await fails(desk, case.case_id, next_at=at("11-23T19:00:00"))
    (failed,) = desk.take(AttemptFailed)
    assert (failed.case_id, failed.reason, failed.by) == (case.case_id, "资费太高", "li")
    assert await desk.due_timers() == []
    (sent,) = await register(desk, "11-21T19:30:00")
    (row,) = sent.rows
    assert (row.number, row.customer, row.reason, row.reach) == (
        *("HQ-20261121-0001", "c1"),
        *("资费太高", "工作日晚上来电"),
    )
    assert (row.contact, row.failed_by, row.next_at) == (
        {"customer": "张*", "phone": "138****8000"},
        "li",
        at("11-23T19:00:00"),
    )
    assert [told.actor for told in sent.recipients] == ["da", "ke", "kong"]
    view = await desk.ask("ke", GetRetentionRegister(day=date(2026, 11, 21)))
    assert [one.case_id for one in view.rows] == [case.case_id]
    assert (await desk.ask("ke", GetRetentionRegister(day=date(2026, 11, 20)))).rows == []


@pytest.mark.rule("TH-31")
async def test_it_is_registered_again_until_an_account_manager_goes_on(desk: Desk) -> None:
    await desk.run_start()
    case = await enquiry(desk)
    assert await register(desk, "11-21T19:30:00") == []
    await fails(desk, case.case_id)
    assert [len(sent.rows) for sent in await register(desk, "11-22T19:30:00")] == [1]
    assert [len(sent.rows) for sent in await register(desk, "11-23T19:30:00")] == [1]
    await desk.send("ke", TakeOverRetention(case_id=case.case_id))
    (event,) = desk.take(RetentionTakenOver)
    assert (event.previous, event.assignee) == ("li", "ke")
    assert await register(desk, "11-24T19:30:00") == []
    assert [entry.what for entry in (await case_of(desk, "c1")).history] == [
        *("opened", "failed", "registered", "taken_over"),
    ]


@pytest.mark.rule("TH-31")
async def test_one_taken_over_before_the_register_still_stands_in_it_once(desk: Desk) -> None:
    await desk.run_start()
    case = await enquiry(desk)
    await fails(desk, case.case_id)
    await desk.send("ke", TakeOverRetention(case_id=case.case_id))
    await desk.send("ke", CloseRetention(case_id=case.case_id, outcome="left", reason="搬走"))
    (sent,) = await register(desk, "11-21T19:30:00")
    assert [(row.assignee, row.stage, row.outcome) for row in sent.rows] == [("ke", "key_account", "left")]
    assert await register(desk, "11-22T19:30:00") == []


async def test_a_long_register_comes_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.followup.domain.parts.MOST_ROWS", 2)
    await desk.run_start()
    for serial in range(1, 4):
        await fails(desk, (await enquiry(desk, serial, customer=f"c{serial}")).case_id)
    sent = await register(desk, "11-21T19:30:00")
    assert [(part.part, part.parts, len(part.rows)) for part in sent] == [(1, 2, 2), (2, 2, 1)]


@pytest.mark.rule("TH-31")
async def test_only_an_account_manager_takes_over_and_only_after_the_attempt_failed(desk: Desk) -> None:
    case = await enquiry(desk)
    take_over = TakeOverRetention(case_id=case.case_id)
    assert (await refused(desk, "da", take_over)).status == 403
    assert "li is still at it" in (await refused(desk, "ke", take_over)).detail
    assert (await refused(desk, "wang", RecordFailedAttempt(case_id=case.case_id, reason="r", reach="r"))).status == 403
    past = RecordFailedAttempt(case_id=case.case_id, reason="r", reach="r", next_at=at("11-21T09:00:00"))
    assert list((await refused(desk, "li", past)).errors) == ["next_at"]
    await fails(desk, case.case_id)
    again = RecordFailedAttempt(case_id=case.case_id, reason="r", reach="r")
    assert (await refused(desk, "li", again)).status == 409
    await desk.send("ke", take_over)
    assert (await refused(desk, "ke", again)).slug == "taken-over"
    assert (await refused(desk, "kong", take_over)).detail == "ke took it over before"


async def test_two_account_managers_at_once_exactly_one_has_it(desk_for: DeskFor) -> None:
    desks = [await hall(desk_for) for _ in range(2)]
    case = await enquiry(desks[0])
    await fails(desks[0], case.case_id)
    take_over = TakeOverRetention(case_id=case.case_id)
    outcomes = await asyncio.gather(
        desks[0].send("ke", take_over), desks[1].send("kong", take_over), return_exceptions=True
    )
    problems = [one for one in outcomes if isinstance(one, Problem)]
    assert [one.slug for one in problems] == ["taken-over"]
    assert len([event for desk in desks for event in desk.take(RetentionTakenOver)]) == 1


# ------------------------------------------------------------------ one named person
@pytest.mark.rule("TH-28")
async def test_a_case_moves_only_when_the_named_colleague_accepts(desk: Desk) -> None:
    case = await enquiry(desk, tier="high_value")
    to_deng = DelegateRetention(case_id=case.case_id, to="deng", reason="休假")
    assert (await refused(desk, "li", to_deng)).status == 403
    assert list((await refused(desk, "chen", to_deng.model_copy(update={"to": "shi"}))).errors) == ["to"]
    assert list((await refused(desk, "chen", to_deng.model_copy(update={"to": "chen"}))).errors) == ["to"]
    assert "was not delegated" in (await refused(desk, "deng", AcceptRetention(case_id=case.case_id))).detail
    await desk.send("chen", to_deng)
    assert (await refused(desk, "chen", to_deng)).status == 409
    assert (await refused(desk, "li", AcceptRetention(case_id=case.case_id))).status == 403
    assert (await case_of(desk, "c1")).assignee == "chen"
    await desk.send("deng", DeclineRetention(case_id=case.case_id, reason="也不在"))
    assert [(event.assignee, event.by) for event in desk.take(RetentionDeclined)] == [("chen", "deng")]
    await desk.send("sun", to_deng)
    await desk.send("deng", AcceptRetention(case_id=case.case_id))
    assert [(event.previous, event.assignee) for event in desk.take(RetentionMoved)] == [("chen", "deng")]
    assert len(desk.take(RetentionDelegated)) == 2


# ------------------------------------------------------------------ handover
def opened(outgoing: str) -> HandoverOpened:
    return HandoverOpened(handover_id="h1", shift_id="s1", post="counter_1", outgoing=outgoing)


def completed(outgoing: str, incoming: str, **more: Any) -> HandoverCompleted:
    facts = {"handover_id": "h1", "shift_id": "s1", "outgoing": outgoing, "incoming": incoming, "items": []}
    return HandoverCompleted(**(facts | more))


@pytest.mark.rule("TH-14")
async def test_a_persons_open_cases_are_reported_and_go_to_whoever_takes_over(desk: Desk) -> None:
    case = await enquiry(desk)
    closed = await enquiry(desk, 2, customer="c2")
    await desk.send("li", CloseRetention(case_id=closed.case_id, outcome="kept", reason="接受"))
    await desk.event(opened("li"))
    (report,) = desk.take(FollowupHandoverReported)
    (item,) = report.items
    assert (item.kind, item.reference, item.number, item.state) == (
        *("retention", case.case_id),
        *("HQ-20261121-0001", "desk"),
    )
    assert item.title == "咨询销户 / Cancellation enquiry"
    await desk.event(completed("li", "wang", items=report.items))
    (moved,) = desk.take(RetentionMoved)
    assert (moved.previous, moved.assignee, moved.because) == ("li", "wang", "handover")
    assert (await case_of(desk, "c1")).assignee == "wang"


@pytest.mark.rule("TH-28")
async def test_one_to_one_service_is_only_offered_to_whoever_takes_over(desk: Desk) -> None:
    case = await enquiry(desk, tier="high_value")
    await desk.event(opened("chen"))
    (report,) = desk.take(FollowupHandoverReported)
    assert [item.state for item in report.items] == ["one_to_one"]
    await desk.event(completed("chen", "deng"))
    assert desk.take(RetentionMoved) == []
    (offered,) = desk.take(RetentionDelegated)
    assert (offered.assignee, offered.to, offered.because) == ("chen", "deng", "handover")
    assert (await case_of(desk, "c1")).assignee == "chen"
    await desk.send("deng", AcceptRetention(case_id=case.case_id))
    assert (await case_of(desk, "c1")).assignee == "deng"


async def test_what_is_handed_back_alone_moves(desk: Desk) -> None:
    first, second = await enquiry(desk, 1, customer="c1"), await enquiry(desk, 2, customer="c2")
    await desk.event(opened("li"))
    (report,) = desk.take(FollowupHandoverReported)
    listed = [item for item in report.items if item.reference == second.case_id]
    await desk.event(completed("li", "wang", items=listed, listed_only=True))
    assert [moved.case_id for moved in desk.take(RetentionMoved)] == [second.case_id]
    assert (await case_of(desk, "c1")).case_id == first.case_id


async def test_a_case_that_was_delegated_to_the_outgoing_person_goes_on_to_the_incoming(desk: Desk) -> None:
    case = await enquiry(desk)
    await desk.send("li", DelegateRetention(case_id=case.case_id, to="wang", reason="休假"))
    await desk.event(completed("wang", "hui"))
    assert (await case_of(desk, "c1")).delegated_to == "hui"
    await desk.event(completed("hui", "li"))
    view = await case_of(desk, "c1")
    assert (view.assignee, view.delegated_to) == ("li", None)
