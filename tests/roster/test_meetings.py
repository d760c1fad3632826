"""Meetings: rooms, reminders, decisions that stay open until done. Rule TH-19."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from contracts.problems import Problem
from contracts.roster import (
    CallMeeting,
    CancelMeeting,
    ChangeDecision,
    CompleteDecision,
    DecisionCompleted,
    DecisionOverdue,
    DecisionTaken,
    GetMeeting,
    ListMeetingDecisions,
    ListMeetings,
    MeetingCalled,
    MeetingCancelled,
    MeetingDue,
    MeetingHeld,
    MeetingMoved,
    MoveMeeting,
    NewDecision,
    RecordMinutes,
    RegisterStaff,
)
from tests.harness import Desk

DeskFor = Callable[..., Awaitable[Desk]]
PEOPLE = {"li": "clerk", "wang": "clerk", "chen": "duty_manager", "sun": "hall_manager", "ku": "storekeeper"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+08:00")


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("roster", playbook="telecom-hall")
    for actor, role in PEOPLE.items():
        await desk.send("admin", RegisterStaff(actor=actor, name=actor, roles=[role], department="hall"))
    return desk


AD_HOC = CallMeeting(kind="ad_hoc", starts_at=at("21T15:00"), room="back_office", attend=["li", "ku"], agenda="库存")


async def held(desk: Desk, *decisions: NewDecision) -> list[str]:
    """A meeting that decided this; returns the decisions' ids."""
    receipt = await desk.send("chen", AD_HOC)
    desk.clock.set(at("21T15:10"))
    minutes = RecordMinutes(meeting_id=receipt.meeting_id, present=["li"], text="说明", decisions=list(decisions))
    return (await desk.send("chen", minutes)).decision_ids


async def test_a_meeting_reminds_those_asked_to_come(desk: Desk):
    receipt = await desk.send("chen", AD_HOC)
    (called,) = desk.take(MeetingCalled)
    desk.clock.set(at("21T14:44"))
    await desk.fire_due()
    assert desk.take(MeetingDue) == []
    desk.clock.set(at("21T14:45"))
    await desk.fire_due()
    (due,) = desk.take(MeetingDue)

    assert receipt.ends_at == at("21T15:30")
    assert [it.actor for it in called.recipients] == ["li", "ku"]
    assert [it.actor for it in due.recipients] == ["li", "ku"]


async def test_a_room_holds_one_meeting_at_a_time(desk: Desk):
    await desk.send("chen", AD_HOC)
    taken = await refused(desk.send("sun", AD_HOC.model_copy(update={"starts_at": at("21T15:29")})))
    after = await desk.send("sun", AD_HOC.model_copy(update={"starts_at": at("21T15:30")}))
    other = await desk.send("sun", AD_HOC.model_copy(update={"room": "meeting_room"}))

    assert taken.status == 409
    assert list(taken.errors) == ["room"]
    assert after.elsewhere == []
    assert other.elsewhere == ["ku", "li"]
    page = await desk.ask("li", ListMeetings(room="back_office"))
    assert [row.starts_at for row in page.rows] == [at("21T15:00"), at("21T15:30")]
    mine = await desk.ask("li", ListMeetings(attend="li", limit=2))
    rest = await desk.ask("li", ListMeetings(attend="li", limit=2, cursor=mine.next))
    assert (len(mine.rows), len(rest.rows), rest.next) == (2, 1, None)


async def test_a_moved_meeting_frees_its_room_and_reminds_at_its_new_time(desk: Desk):
    receipt = await desk.send("chen", AD_HOC)
    move = MoveMeeting(meeting_id=receipt.meeting_id, starts_at=at("21T17:00"), reason="客户来访")
    await desk.send("chen", move)
    (moved,) = desk.take(MeetingMoved)
    await desk.send("chen", AD_HOC)
    desk.clock.set(at("21T16:45"))
    await desk.fire_due()

    assert (moved.starts_at, moved.ends_at) == (at("21T17:00"), at("21T17:30"))
    assert [it.starts_at for it in desk.take(MeetingDue)] == [at("21T15:00"), at("21T17:00")]


async def test_a_cancelled_meeting_reminds_nobody_and_is_not_held(desk: Desk):
    receipt = await desk.send("chen", AD_HOC)
    forbidden = await refused(desk.send("li", CancelMeeting(meeting_id=receipt.meeting_id, reason="x")))
    await desk.send("chen", CancelMeeting(meeting_id=receipt.meeting_id, reason="已解决"))
    desk.clock.set(at("21T15:00"))
    await desk.fire_due()
    again = await refused(desk.send("chen", RecordMinutes(meeting_id=receipt.meeting_id, present=["li"])))

    assert forbidden.status == 403
    assert len(desk.take(MeetingCancelled)) == 1
    assert desk.take(MeetingDue) == []
    assert again.status == 409


async def test_what_makes_no_sense_is_refused_by_field(desk: Desk):
    past = await refused(desk.send("chen", AD_HOC.model_copy(update={"starts_at": at("21T08:59")})))
    room = await refused(desk.send("chen", AD_HOC.model_copy(update={"room": "garden"})))
    kind = await refused(desk.send("chen", AD_HOC.model_copy(update={"kind": "party"})))
    clerk = await refused(desk.send("li", AD_HOC))
    nobody = await refused(desk.send("chen", AD_HOC.model_copy(update={"attend": ["li", "zhao"]})))

    assert [next(iter(it.errors)) for it in (past, room, kind, nobody)] == ["starts_at", "room", "kind", "attend.1"]
    assert clerk.status == 403


async def test_minutes_name_who_came_and_what_was_decided(desk: Desk):
    receipt = await desk.send("chen", AD_HOC)
    early = await refused(desk.send("chen", RecordMinutes(meeting_id=receipt.meeting_id, present=["li"])))
    desk.clock.set(at("21T15:10"))
    late = NewDecision(text="盘点", owner="ku", due=date(2026, 11, 20))
    wrong = await refused(
        desk.send("chen", RecordMinutes(meeting_id=receipt.meeting_id, present=["li"], decisions=[late]))
    )
    good = late.model_copy(update={"due": date(2026, 11, 21)})
    await desk.send("chen", RecordMinutes(meeting_id=receipt.meeting_id, present=["li"], decisions=[good]))
    (told,) = desk.take(MeetingHeld)
    (taken,) = desk.take(DecisionTaken)
    view = await desk.ask("li", GetMeeting(meeting_id=receipt.meeting_id))

    assert early.status == 409
    assert list(wrong.errors) == ["decisions.0.due"]
    assert (told.present, told.absent) == (["li"], ["ku"])
    assert (taken.owner, taken.due) == ("ku", date(2026, 11, 21))
    assert [(it.text, it.state) for it in view.decisions] == [("盘点", "open")]


async def test_an_overdue_decision_is_asked_for_until_it_is_done(desk: Desk):
    await desk.run_start()
    (decision,) = await held(desk, NewDecision(text="盘点", owner="ku", due=date(2026, 11, 22)))
    asked = []
    for day in (22, 23, 24):
        desk.clock.set(at(f"{day}T09:00"))
        await desk.fire_due()
        asked.append([(it.owner, [one.actor for one in it.recipients]) for it in desk.take(DecisionOverdue)])
    wrong = await refused(desk.send("li", CompleteDecision(decision_id=decision, outcome="done")))
    await desk.send("ku", CompleteDecision(decision_id=decision, outcome="盘点无差异"))
    (done,) = desk.take(DecisionCompleted)
    desk.clock.set(at("25T09:00"))
    await desk.fire_due()

    assert asked == [[], [("ku", ["ku", "chen", "sun"])], [("ku", ["ku", "chen", "sun"])]]
    assert wrong.status == 403
    assert done.late
    assert desk.take(DecisionOverdue) == []
    assert (await desk.ask("sun", ListMeetingDecisions())).rows == []
    assert [it.outcome for it in (await desk.ask("sun", ListMeetingDecisions(state="done"))).rows] == ["盘点无差异"]


async def test_a_decision_keeps_what_it_was_before(desk: Desk):
    (decision,) = await held(desk, NewDecision(text="盘点", owner="ku", due=date(2026, 11, 22)))
    nothing = await refused(desk.send("sun", ChangeDecision(decision_id=decision, reason="x")))
    change = ChangeDecision(decision_id=decision, owner="li", due=date(2026, 11, 25), reason="库平休假")
    await desk.send("sun", change)
    await desk.send("sun", ChangeDecision(decision_id=decision, withdraw=True, reason="已无必要"))
    over = await refused(desk.send("li", CompleteDecision(decision_id=decision, outcome="done")))
    (row,) = (await desk.ask("sun", ListMeetingDecisions(state="withdrawn"))).rows

    assert (nothing.status, over.status) == (422, 409)
    assert [(it.what, it.owner_was, it.due_was) for it in row.changes] == [
        ("another owner and another date", "ku", date(2026, 11, 22)),
        ("withdrawn", "li", date(2026, 11, 25)),
    ]


async def test_the_calendar_calls_meetings_that_come_again_once_each(desk: Desk):
    await desk.run_start()
    await desk.run_start()
    first = {it.kind: it.starts_at for it in desk.take(MeetingCalled)}
    desk.clock.set(at("22T08:10"))
    await desk.fire_due()
    second = [(it.kind, it.starts_at) for it in desk.take(MeetingCalled)]

    assert first == {
        "before_shift": at("22T08:10"),
        "after_shift": at("21T20:10"),
        "weekly": at("23T17:30"),
        "monthly": at("28T17:00"),
    }
    assert second == [("after_shift", at("22T20:10")), ("before_shift", at("23T08:10"))]


async def test_a_taken_room_is_said_when_the_calendar_calls(desk: Desk):
    await desk.send("sun", AD_HOC.model_copy(update={"starts_at": at("21T20:00"), "ends_at": at("21T20:30")}))
    desk.take(MeetingCalled)
    await desk.run_start()
    called = {it.kind: it for it in desk.take(MeetingCalled)}

    assert (called["after_shift"].room, called["after_shift"].room_taken) == (None, True)
    assert (called["before_shift"].room, called["before_shift"].room_taken) == ("back_office", False)


async def test_the_next_meeting_is_called_when_one_begins_late(desk: Desk):
    await desk.run_start()
    desk.take(MeetingCalled)
    desk.clock.set(at("21T20:10") + timedelta(days=2))
    await desk.fire_due()
    assert [it.starts_at for it in desk.take(MeetingCalled) if it.kind == "after_shift"] == [at("24T20:10")]
