"""Meetings and what they decided."""

from chassis.work import Timer, Work
from contracts.base import Done
from contracts.roster import (
    CallMeeting,
    CancelMeeting,
    ChangeDecision,
    CompleteDecision,
    DecisionsPage,
    GetMeeting,
    ListMeetingDecisions,
    ListMeetings,
    MeetingPage,
    MeetingReceipt,
    MeetingView,
    MinutesReceipt,
    MoveMeeting,
    RecordMinutes,
)
from services.roster.handlers.call_meeting import call_meeting, cancel_meeting, move_meeting
from services.roster.handlers.meeting_timers import ask_for_overdue, begin_meetings, call_next, remind
from services.roster.handlers.record_minutes import change_decision, complete_decision, record_minutes
from services.roster.handlers.show_meetings import list_decisions, list_meetings, show_meeting
from services.roster.subscribers.base import on


@on.command(CallMeeting)
async def call(command: CallMeeting, work: Work) -> MeetingReceipt:
    return await call_meeting(command, work)


@on.command(MoveMeeting)
async def move(command: MoveMeeting, work: Work) -> MeetingReceipt:
    return await move_meeting(command, work)


@on.command(CancelMeeting)
async def cancel(command: CancelMeeting, work: Work) -> Done:
    return await cancel_meeting(command, work)


@on.command(RecordMinutes)
async def minutes(command: RecordMinutes, work: Work) -> MinutesReceipt:
    return await record_minutes(command, work)


@on.command(CompleteDecision)
async def complete(command: CompleteDecision, work: Work) -> Done:
    return await complete_decision(command, work)


@on.command(ChangeDecision)
async def change(command: ChangeDecision, work: Work) -> Done:
    return await change_decision(command, work)


@on.query(GetMeeting)
async def meeting(query: GetMeeting, work: Work) -> MeetingView:
    return await show_meeting(query, work)


@on.query(ListMeetings)
async def meetings(query: ListMeetings, work: Work) -> MeetingPage:
    return await list_meetings(query, work)


@on.query(ListMeetingDecisions)
async def decisions(query: ListMeetingDecisions, work: Work) -> DecisionsPage:
    return await list_decisions(query, work)


@on.start
async def started(work: Work) -> None:
    await begin_meetings(work)


@on.timer("meeting_call")
async def meeting_called(timer: Timer, work: Work) -> None:
    await call_next(timer, work)


@on.timer("meeting_due")
async def meeting_due(timer: Timer, work: Work) -> None:
    await remind(timer, work)


@on.timer("decisions_overdue")
async def decisions_overdue(timer: Timer, work: Work) -> None:
    await ask_for_overdue(timer, work)
