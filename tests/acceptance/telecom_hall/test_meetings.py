"""Meetings: before and after the shift, weekly, monthly, managers', ad hoc; what they decide stays open. TH-19."""

from datetime import timedelta

import pytest

from contracts.roster import (
    CallMeeting,
    CompleteDecision,
    DecisionCompleted,
    DecisionOverdue,
    DecisionTaken,
    GetMeeting,
    ListMeetingDecisions,
    ListMeetings,
    MeetingCalled,
    MeetingDue,
    NewDecision,
    RecordMinutes,
)
from tests.acceptance.desk import Desk


@pytest.mark.rule("TH-19")
async def test_meetings_that_come_again_are_called_by_the_calendar(desk: Desk):
    monday = await desk.fresh_week()
    await desk.stack.settle()
    since = len(await desk.events(MeetingCalled))
    await desk.stack.set_clock(monday + timedelta(days=1, hours=8, minutes=10))
    called = {it.kind: it for it in (await desk.events(MeetingCalled))[since:]}
    wednesday = monday + timedelta(days=2)

    assert called["before_shift"].starts_at == wednesday + timedelta(hours=8, minutes=10)
    assert {"li", "wang", "zhao", "guan", "chen", "deng"} <= {it.actor for it in called["before_shift"].recipients}
    page = await desk.ask("li", ListMeetings(since=wednesday, kind="weekly", state="called"))
    assert [row.starts_at.astimezone(monday.tzinfo).strftime("%a %H:%M") for row in page.rows] == ["Mon 17:30"]
    monthly = await desk.ask("li", ListMeetings(since=wednesday, kind="monthly", state="called"))
    assert [row.starts_at.astimezone(monday.tzinfo).day for row in monthly.rows] == [28]


@pytest.mark.rule("TH-19")
@pytest.mark.parametrize("kind", ["managers", "ad_hoc"])
async def test_other_meetings_are_called_by_hand_with_a_room_and_a_reminder(desk: Desk, kind: str):
    start = await desk.fresh_day()
    call = CallMeeting(kind=kind, starts_at=start + timedelta(hours=2), room="meeting_room", attend=["ku"])
    await desk.refuses("ku", call, status=403)
    receipt = await desk.does("sun", call)
    overlapping = call.model_copy(update={"starts_at": receipt.ends_at - timedelta(minutes=1)})
    await desk.refuses("sun", overlapping, status=409, says="meeting_room is taken")

    await desk.stack.set_clock(receipt.starts_at - timedelta(minutes=15, seconds=1))
    mine = [it for it in await desk.events(MeetingDue) if it.meeting_id == receipt.meeting_id]
    assert mine == []
    await desk.stack.set_clock(receipt.starts_at - timedelta(minutes=15))
    (due,) = [it for it in await desk.events(MeetingDue) if it.meeting_id == receipt.meeting_id]
    assert "ku" in {it.actor for it in due.recipients}


@pytest.mark.rule("TH-19")
async def test_a_decision_has_an_owner_and_a_date_and_stays_open_until_done(desk: Desk):
    start = await desk.fresh_day()
    receipt = await desk.does("chen", CallMeeting(kind="ad_hoc", starts_at=start + timedelta(hours=1), attend=["ku"]))
    await desk.stack.set_clock(receipt.ends_at)
    due = start.date() + timedelta(days=1)
    nobody = NewDecision(text="盘点充值卡", owner="nobody", due=due)
    minutes = RecordMinutes(meeting_id=receipt.meeting_id, present=["ku", "chen"], decisions=[nobody])
    await desk.refuses("chen", minutes, status=404, says="nobody")
    minutes = minutes.model_copy(update={"decisions": [nobody.model_copy(update={"owner": "ku"})]})
    decided = await desk.does("chen", minutes)
    taken = await desk.event(DecisionTaken)
    assert (taken.owner, taken.due) == ("ku", due)

    midnight = start.replace(hour=0)
    await desk.stack.set_clock(midnight + timedelta(days=1, hours=9))
    assert await desk.events(DecisionOverdue) == []
    for day in (2, 3):
        await desk.stack.set_clock(midnight + timedelta(days=day, hours=9))
        asked = await desk.events(DecisionOverdue)
        assert len(asked) == day - 1
        assert {"ku", "chen", "sun"} <= {it.actor for it in asked[-1].recipients}
    (row,) = (await desk.ask("chen", ListMeetingDecisions(owner="ku"))).rows
    assert (row.state, row.overdue) == ("open", True)

    await desk.refuses("li", CompleteDecision(decision_id=decided.decision_ids[0], outcome="好"), status=403)
    await desk.does("ku", CompleteDecision(decision_id=decided.decision_ids[0], outcome="盘点无差异"))
    assert (await desk.event(DecisionCompleted)).late
    await desk.stack.set_clock(midnight + timedelta(days=4, hours=9))
    assert len(await desk.events(DecisionOverdue)) == 2
    assert (await desk.ask("chen", ListMeetingDecisions(owner="ku"))).rows == []
    view = await desk.ask("chen", GetMeeting(meeting_id=receipt.meeting_id))
    assert [(it.owner, it.outcome) for it in view.decisions] == [("ku", "盘点无差异")]
