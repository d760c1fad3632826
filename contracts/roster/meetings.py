"""Meetings of the staff: called, held, and what they decided."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Recipient, Text
from contracts.roster.common import SERVICE, RosterEvent

MeetingState = Literal["called", "held", "cancelled"]
DecisionState = Literal["open", "done", "withdrawn"]


# ------------------------------------------------------------------ commands
class MeetingReceipt(Part):
    """``elsewhere``: who is asked to come and is also asked to another meeting at that time."""

    meeting_id: Id
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    room: Name | None
    elsewhere: list[Actor] = Field(default_factory=list)


class CallMeeting(Command):
    """Call a meeting of one of the playbook's kinds. ``attend`` names people besides those of the kind's roles; room
    and length default to the kind's. Refused while the room is taken. Rule TH-19."""

    service, action, result = SERVICE, "call_meeting", MeetingReceipt
    kind: Name
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    room: Name | None = None
    attend: list[Actor] = Field(default_factory=list, max_length=500)
    agenda: Text | None = None


class MoveMeeting(Command):
    """Another time or room for a meeting that has not been held; everybody asked to come hears it."""

    service, action, result = SERVICE, "move_meeting", MeetingReceipt
    meeting_id: Id
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    room: Name | None = None
    reason: Text


class CancelMeeting(Command):
    service, action, result = SERVICE, "cancel_meeting", Done
    meeting_id: Id
    reason: Text


class NewDecision(Part):
    """What was decided, who sees to it, and by the end of which day. Rule TH-19."""

    text: Text
    owner: Actor
    due: date


class MinutesReceipt(Part):
    meeting_id: Id
    decision_ids: list[Id]


class RecordMinutes(Command):
    """A meeting was held: who came, what was said, what was decided. Once for each meeting, not before it begins."""

    service, action, result = SERVICE, "record_minutes", MinutesReceipt
    meeting_id: Id
    present: list[Actor] = Field(min_length=1, max_length=500)
    text: Text | None = None
    decisions: list[NewDecision] = Field(default_factory=list, max_length=100)


class CompleteDecision(Command):
    """Its owner, or who may call such a meeting, says what was done."""

    service, action, result = SERVICE, "complete_decision", Done
    decision_id: Id
    outcome: Text


class ChangeDecision(Command):
    """Another owner or date, or no longer wanted (``withdraw``), always with the reason; by who may call such a
    meeting. What it was before stays readable."""

    service, action, result = SERVICE, "change_decision", Done
    decision_id: Id
    owner: Actor | None = None
    due: date | None = None
    withdraw: bool = False
    reason: Text


# ------------------------------------------------------------------ views
class DecisionChange(Part):
    """``was``: owner and date before this change."""

    at: AwareDatetime
    by: Actor
    what: str
    reason: str
    owner_was: Actor
    due_was: date


class MeetingDecision(Part):
    """``overdue``: open after the end of its day."""

    decision_id: Id
    meeting_id: Id
    kind: Name
    text: str
    owner: Actor
    due: date
    state: DecisionState
    overdue: bool
    decided_at: AwareDatetime
    outcome: str | None
    ended_by: Actor | None
    ended_at: AwareDatetime | None
    changes: list[DecisionChange] = Field(default_factory=list)


class MeetingView(Part):
    """``absent``: asked to come, and not among those ``present``."""

    meeting_id: Id
    kind: Name
    title: dict[str, str]
    state: MeetingState
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    room: Name | None
    called_by: Actor
    attend: list[Actor]
    agenda: str | None
    present: list[Actor]
    absent: list[Actor]
    text: str | None
    recorded_by: Actor | None
    reason: str | None
    decisions: list[MeetingDecision]


class GetMeeting(Query):
    service, view, result = SERVICE, "meeting", MeetingView
    meeting_id: Id


class MeetingRow(Part):
    meeting_id: Id
    kind: Name
    title: dict[str, str]
    state: MeetingState
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    room: Name | None
    attend: list[Actor]


class MeetingPage(Page[MeetingRow]):
    pass


class ListMeetings(Query):
    """Meetings that begin from ``since`` until before ``until``, earliest first; of a room, this is its calendar."""

    service, view, result = SERVICE, "meetings", MeetingPage
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    kind: Name | None = None
    room: Name | None = None
    attend: Actor | None = None
    state: MeetingState | None = None
    cursor: str | None = None
    limit: Limit = 50


class DecisionsPage(Page[MeetingDecision]):
    pass


class ListMeetingDecisions(Query):
    """What meetings decided, what is due first at the top; without ``state`` what is open. Rule TH-19."""

    service, view, result = SERVICE, "decisions", DecisionsPage
    owner: Actor | None = None
    state: DecisionState | None = "open"
    due_before: date | None = None
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class MeetingCalled(RosterEvent):
    """``room_taken``: the kind's room was taken when the calendar called this meeting; name another one."""

    fact = "meeting.called"
    meeting_id: Id
    kind: Name
    title: dict[str, str]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    room: Name | None = None
    room_taken: bool = False
    agenda: str | None = None
    recipients: list[Recipient]


class MeetingMoved(RosterEvent):
    fact = "meeting.moved"
    meeting_id: Id
    kind: Name
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    room: Name | None = None
    reason: str
    recipients: list[Recipient]


class MeetingCancelled(RosterEvent):
    fact = "meeting.cancelled"
    meeting_id: Id
    kind: Name
    reason: str
    recipients: list[Recipient]


class MeetingDue(RosterEvent):
    """It begins soon."""

    fact = "meeting.due"
    meeting_id: Id
    kind: Name
    starts_at: AwareDatetime
    room: Name | None = None
    recipients: list[Recipient]


class MeetingHeld(RosterEvent):
    fact = "meeting.held"
    meeting_id: Id
    kind: Name
    present: list[Actor]
    absent: list[Actor]
    decisions: int
    recorded_by: Actor


class DecisionTaken(RosterEvent):
    """A meeting decided something; its owner hears it. Rule TH-19."""

    fact = "decision.taken"
    decision_id: Id
    meeting_id: Id
    text: str
    owner: Actor
    due: date


class DecisionChanged(RosterEvent):
    fact = "decision.changed"
    decision_id: Id
    meeting_id: Id
    owner: Actor
    due: date
    state: DecisionState
    by: Actor
    reason: str


class DecisionCompleted(RosterEvent):
    fact = "decision.completed"
    decision_id: Id
    meeting_id: Id
    owner: Actor
    by: Actor
    outcome: str
    late: bool


class DecisionOverdue(RosterEvent):
    """Its date has passed and it is not done: told at each of the playbook's times until it is. Rule TH-19."""

    fact = "decision.overdue"
    decision_id: Id
    meeting_id: Id
    text: str
    owner: Actor
    due: date
    recipients: list[Recipient]
