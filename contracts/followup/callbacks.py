"""Callbacks owed to customers, their attempts and results."""

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Recipient, RequestNumber, Text
from contracts.followup.common import SERVICE, AttemptOutcome, CallbackState, CallMeans, FollowupEvent, PlanKind


class Finding(Part):
    """What a department should know. ``important`` ones stand in its weekly report. Rule TH-26."""

    department: str
    text: Text
    important: bool = True


class CareView(Part):
    """What is particular of a call of the care plan. ``script`` in ``zh`` and ``en``. ``used``: by what means the
    customer was reached, ``late`` whether after ``latest``. ``why``: why there is no answer yet, and ``until`` when the
    customer was, or is to be, told. ``held_by`` has the call until ``held_until``. Rules TH-20 to TH-25."""

    segment: Name
    title: dict[str, str]
    special: bool
    earliest: AwareDatetime
    latest: AwareDatetime
    means: list[CallMeans]
    script: dict[str, str] | None = None
    used: CallMeans | None = None
    late: bool | None = None
    why: str | None = None
    until: AwareDatetime | None = None
    held_by: Actor | None = None
    held_until: AwareDatetime | None = None


class RecordAttempt(Command):
    """A call that did not succeed. ``next_at`` is the agreed new time, inside callback hours; a call of the care plan
    whose new time was agreed stays with its caller. ``means`` as in ``followup.record_result``. Rules PD-06, TH-24."""

    service, action, result = SERVICE, "record_attempt", Done
    callback_id: Id
    outcome: AttemptOutcome
    next_at: AwareDatetime | None = None
    note: Text | None = None
    means: CallMeans | None = None
    duration_seconds: int | None = Field(default=None, ge=0)


class RecordResult(Command):
    """The customer was reached. ``ratings`` must hold exactly what the plan asks to rate, ``answers`` fit its
    questions; ``satisfied`` is said where nothing is rated, and may be left out where other questions are asked.
    ``remarks`` are passed to ``pass_to``, by default to the department that did the work. ``means``: of a call of the
    care plan, which has to be taken first; may be left out where there is one only. Rules PD-07, PD-14, PC-08, FS-12,
    TH-20, TH-24, TH-25, TH-26."""

    service, action, result = SERVICE, "record_result", Done
    callback_id: Id
    ratings: dict[Name, int] = Field(default_factory=dict)
    answers: dict[Name, Any] = Field(default_factory=dict)
    satisfied: bool | None = None
    summary: Text | None = None
    remarks: Text | None = None
    pass_to: str | None = None
    duration_seconds: int | None = Field(default=None, ge=0)
    means: CallMeans | None = None
    findings: list[Finding] = Field(default_factory=list, max_length=20)


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


class AttemptView(Part):
    at: AwareDatetime
    by: Actor
    outcome: str
    note: str | None = None
    means: CallMeans | None = None
    duration_seconds: int | None = None


class CallbackView(Part):
    """A callback, or a letter: ``asks`` is what the customer rates, ``questions`` what else is asked, as fields of the
    playbook. ``answers`` has personal fields masked. ``late_at``: until then it is promised; ``overdue``: that was
    told. A letter is nobody's call; its ``assignee`` is whom the plan names. That of a call of the care plan is
    ``system`` until its new time was agreed with somebody."""

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
    kind: PlanKind = "callback"
    late_at: AwareDatetime | None = None
    overdue: bool = False
    questions: dict[str, Any] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    duration_seconds: int | None = None
    care: CareView | None = None


class GetCallback(Query):
    service, view, result = SERVICE, "callback", CallbackView
    callback_id: Id


class CallbackPage(Page[CallbackView]):
    pass


class ListCallbacks(Query):
    """Open callbacks and letters, earliest first, or those of one ``kind``; ``assignee`` also matches what is delegated
    to that person."""

    service, view, result = SERVICE, "callbacks", CallbackPage
    assignee: Actor | None = None
    number: RequestNumber | None = None
    state: CallbackState | None = None
    kind: PlanKind | None = None
    due_before: AwareDatetime | None = None
    cursor: str | None = None
    limit: Limit = 50


class CallbackScheduled(FollowupEvent):
    """``due_at`` lies inside callback hours, unless the plan allows any hour; ``late_at``: until then it is promised.
    Rules PD-06, FS-08, FS-12, FS-13."""

    fact = "callback.scheduled"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    assignee: Actor
    due_at: AwareDatetime
    attempt: int = 1
    late_at: AwareDatetime | None = None


class CallbackDue(FollowupEvent):
    fact = "callback.due"
    callback_id: Id
    number: RequestNumber
    assignee: Actor


class CallbackOverdue(FollowupEvent):
    """The callback was not made, or the letter not sent, within the time promised; told once. Rules FS-08, FS-12."""

    fact = "callback.overdue"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    kind: PlanKind
    assignee: Actor
    late_at: AwareDatetime
    recipients: list[Recipient]


class CallbackAttempted(FollowupEvent):
    """``next_at`` is null after the plan's last attempt."""

    fact = "callback.attempted"
    callback_id: Id
    number: RequestNumber
    by: Actor
    outcome: AttemptOutcome
    note: str | None = None
    next_at: AwareDatetime | None = None
    means: CallMeans | None = None
    duration_seconds: int | None = None


class CallbackDelegated(FollowupEvent):
    """``because`` is ``asked`` or ``handover``; not yet moved: the colleague must accept."""

    fact = "callback.delegated"
    callback_id: Id
    number: RequestNumber
    assignee: Actor
    to: Actor
    because: Literal["asked", "handover"]


class CallbackAccepted(FollowupEvent):
    fact = "callback.accepted"
    callback_id: Id
    number: RequestNumber
    previous: Actor
    assignee: Actor


class CallbackDeclined(FollowupEvent):
    fact = "callback.declined"
    callback_id: Id
    number: RequestNumber
    assignee: Actor
    by: Actor
    reason: str


class CallbackCompleted(FollowupEvent):
    """``late``: of a call of the care plan, whether after its window. Rules PD-07, TH-20, TH-25."""

    fact = "callback.completed"
    callback_id: Id
    number: RequestNumber
    line: Name
    by: Actor
    summary: str | None = None
    duration_seconds: int | None = None
    means: CallMeans | None = None
    late: bool | None = None


class CallbackCancelled(FollowupEvent):
    fact = "callback.cancelled"
    callback_id: Id
    number: RequestNumber
    reason: str


class SatisfactionRated(FollowupEvent):
    """``satisfied`` follows from the plan's threshold when ratings are given.

    ``reopens``: the customer is not satisfied and work begins again, because the plan keeps the request open and its
    line has ``reopen``; null in what was announced before plans could leave a request alone. ``recipients``: who is
    told of a dissatisfied customer at once: whom the line's ``reopen`` notifies, else the department's head. PD-07,
    PD-14, HK-07.
    """

    fact = "satisfaction.rated"
    callback_id: Id
    number: RequestNumber
    line: Name
    department: str
    satisfied: bool
    ratings: dict[str, int]
    remarks: str | None = None
    plan: Name | None = None
    cycle: int | None = None
    by: Actor | None = None
    reopens: bool | None = None
    recipients: list[Recipient] = Field(default_factory=list)


class RemarkPassedOn(FollowupEvent):
    """A suggestion for the department it concerns. Rules PD-07, PD-14."""

    fact = "remark.passed_on"
    callback_id: Id
    number: RequestNumber
    department: str
    text: str


class FollowUpCompleted(FollowupEvent):
    """Nothing more keeps this request open; ``outcome`` is ``not_planned``, ``satisfied`` or ``exhausted``. Plans that
    do not keep a request open may still be under way."""

    fact = "follow_up.completed"
    number: RequestNumber
    outcome: Literal["not_planned", "satisfied", "exhausted"]
    cycle: int
