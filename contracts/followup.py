"""What followup understands and announces: callbacks, their attempts, results, ratings and delegation."""

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import (
    Actor,
    Command,
    Done,
    Event,
    HandoverItem,
    Id,
    Limit,
    Name,
    Page,
    Part,
    Query,
    RequestNumber,
    Text,
)

SERVICE = "followup"

CallbackState = Literal["scheduled", "due", "completed", "cancelled"]
AttemptOutcome = Literal["unreachable", "inconvenient"]


# ------------------------------------------------------------------ commands
class RecordAttempt(Command):
    """A call that did not succeed. ``next_at`` is the agreed new time, inside callback hours. Rule PD-06."""

    service, action, result = SERVICE, "record_attempt", Done
    callback_id: Id
    outcome: AttemptOutcome
    next_at: AwareDatetime | None = None
    note: Text | None = None


class RecordResult(Command):
    """The customer was reached. ``ratings`` must hold exactly what the plan asks to rate; ``remarks`` are
    passed to ``pass_to``, by default to the department that did the work. Rules PD-07, PD-14."""

    service, action, result = SERVICE, "record_result", Done
    callback_id: Id
    ratings: dict[Name, int] = Field(default_factory=dict)
    satisfied: bool | None = None
    summary: Text | None = None
    remarks: Text | None = None
    pass_to: str | None = None
    duration_seconds: int | None = Field(default=None, ge=0)


class DelegateCallback(Command):
    """Name a colleague; the callback stays with its present assignee until that colleague accepts. PD-06."""

    service, action, result = SERVICE, "delegate_callback", Done
    callback_id: Id
    to: Actor
    reason: Text | None = None


class AcceptCallback(Command):
    service, action, result = SERVICE, "accept_callback", Done
    callback_id: Id


class DeclineCallback(Command):
    service, action, result = SERVICE, "decline_callback", Done
    callback_id: Id
    reason: Text


# ------------------------------------------------------------------ views
class AttemptView(Part):
    at: AwareDatetime
    by: Actor
    outcome: str
    note: str | None = None


class CallbackView(Part):
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    department: str
    state: CallbackState
    assignee: Actor
    delegated_to: Actor | None
    due_at: AwareDatetime
    asks: list[Name]
    attempts: list[AttemptView]
    ratings: dict[str, int]
    satisfied: bool | None
    summary: str | None
    remarks: str | None
    completed_by: Actor | None
    completed_at: AwareDatetime | None


class GetCallback(Query):
    service, view, result = SERVICE, "callback", CallbackView
    callback_id: Id


class CallbackPage(Page[CallbackView]):
    pass


class ListCallbacks(Query):
    """Open callbacks, earliest first; ``assignee`` also matches what is delegated to that person."""

    service, view, result = SERVICE, "callbacks", CallbackPage
    assignee: Actor | None = None
    number: RequestNumber | None = None
    state: CallbackState | None = None
    due_before: AwareDatetime | None = None
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class _Followup(Event):
    service = SERVICE


class CallbackScheduled(_Followup):
    """``due_at`` lies inside callback hours. Rule PD-06."""

    fact = "callback.scheduled"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    assignee: Actor
    due_at: AwareDatetime
    attempt: int = 1


class CallbackDue(_Followup):
    fact = "callback.due"
    callback_id: Id
    number: RequestNumber
    assignee: Actor


class CallbackAttempted(_Followup):
    """``next_at`` is null after the plan's last attempt."""

    fact = "callback.attempted"
    callback_id: Id
    number: RequestNumber
    by: Actor
    outcome: AttemptOutcome
    note: str | None = None
    next_at: AwareDatetime | None = None


class CallbackDelegated(_Followup):
    """``because`` is ``asked`` or ``handover``; not yet moved: the colleague must accept."""

    fact = "callback.delegated"
    callback_id: Id
    number: RequestNumber
    assignee: Actor
    to: Actor
    because: Literal["asked", "handover"]


class CallbackAccepted(_Followup):
    fact = "callback.accepted"
    callback_id: Id
    number: RequestNumber
    previous: Actor
    assignee: Actor


class CallbackDeclined(_Followup):
    fact = "callback.declined"
    callback_id: Id
    number: RequestNumber
    assignee: Actor
    by: Actor
    reason: str


class CallbackCompleted(_Followup):
    fact = "callback.completed"
    callback_id: Id
    number: RequestNumber
    line: Name
    by: Actor
    summary: str | None = None
    duration_seconds: int | None = None


class CallbackCancelled(_Followup):
    fact = "callback.cancelled"
    callback_id: Id
    number: RequestNumber
    reason: str


class SatisfactionRated(_Followup):
    """``satisfied`` follows from the plan's threshold when ratings are given."""

    fact = "satisfaction.rated"
    callback_id: Id
    number: RequestNumber
    line: Name
    department: str
    satisfied: bool
    ratings: dict[str, int]
    remarks: str | None = None


class RemarkPassedOn(_Followup):
    """A suggestion for the department it concerns. Rules PD-07, PD-14."""

    fact = "remark.passed_on"
    callback_id: Id
    number: RequestNumber
    department: str
    text: str


class FollowUpCompleted(_Followup):
    """Nothing more is owed to this customer; ``outcome`` is ``not_planned``, ``satisfied`` or ``exhausted``."""

    fact = "follow_up.completed"
    number: RequestNumber
    outcome: Literal["not_planned", "satisfied", "exhausted"]
    cycle: int


class FollowupHandoverReported(_Followup):
    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]


class FollowupCommandRefused(_Followup):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
