"""What followup understands and announces: callbacks and letters owed to customers, their results, surveys."""

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
    Recipient,
    RequestNumber,
    Text,
)

SERVICE = "followup"

CallbackState = Literal["scheduled", "due", "completed", "cancelled"]
AttemptOutcome = Literal["unreachable", "inconvenient"]
PlanKind = Literal["callback", "letter"]


# ------------------------------------------------------------------ commands
class RecordAttempt(Command):
    """A call that did not succeed. ``next_at`` is the agreed new time, inside callback hours. Rule PD-06."""

    service, action, result = SERVICE, "record_attempt", Done
    callback_id: Id
    outcome: AttemptOutcome
    next_at: AwareDatetime | None = None
    note: Text | None = None


class RecordResult(Command):
    """The customer was reached. ``ratings`` must hold exactly what the plan asks to rate, ``answers`` fit its
    questions; ``satisfied`` is said where nothing is rated, and may be left out where other questions are asked.
    ``remarks`` are passed to ``pass_to``, by default to the department that did the work. Rules PD-07,
    PD-14, PC-08, FS-12."""

    service, action, result = SERVICE, "record_result", Done
    callback_id: Id
    ratings: dict[Name, int] = Field(default_factory=dict)
    answers: dict[Name, Any] = Field(default_factory=dict)
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
    """A callback, or a letter: ``asks`` is what the customer rates, ``questions`` what else is asked, as fields of the
    playbook. ``answers`` has personal fields masked. ``late_at``: until then it is promised; ``overdue``: that was
    told. A letter is nobody's call; its ``assignee`` is whom the plan names."""

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


class SurveyRow(Part):
    """What one customer said. ``satisfied`` is null where only other questions were asked; ``answers`` has personal
    fields masked."""

    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    completed_at: AwareDatetime
    by: Actor
    satisfied: bool | None = None
    ratings: dict[str, int] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    summary: str | None = None
    remarks: str | None = None


class SurveyPage(Page[SurveyRow]):
    pass


class ListSurveys(Query):
    """Callbacks completed from ``since`` until before ``until``, the earliest first. Rules FS-12, FS-14."""

    service, view, result = SERVICE, "surveys", SurveyPage
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    line: Name | None = None
    plan: Name | None = None
    cursor: str | None = None
    limit: Limit = 50


class SummaryTotals(Part):
    """``count`` of the surveys; those ``satisfied`` or ``dissatisfied`` said so. ``averages``: of each rating and of
    each answer in whole numbers, by its column (``ratings.quality``, ``answers.delivery``): to two decimals, half
    rounded up, as text."""

    count: int
    satisfied: int
    dissatisfied: int
    averages: dict[str, str] = Field(default_factory=dict)


class SummaryView(Part):
    """The latest summary of a name: the span it covers, its totals, and one page of its surveys."""

    name: Name
    title: dict[str, str]
    since: AwareDatetime
    until: AwareDatetime
    totals: SummaryTotals
    recipients: list[Recipient]
    rows: list[SurveyRow]
    next: str | None = None


class GetSummary(Query):
    """Rule FS-14."""

    service, view, result = SERVICE, "summary", SummaryView
    name: Name
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class _Followup(Event):
    service = SERVICE


class CallbackScheduled(_Followup):
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


class CallbackDue(_Followup):
    fact = "callback.due"
    callback_id: Id
    number: RequestNumber
    assignee: Actor


class CallbackOverdue(_Followup):
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


class ServiceReported(_Followup):
    """A report of what the customer said, for the roles the plan names. ``answers`` has personal fields masked.
    Rule FS-19."""

    fact = "service.reported"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    title: dict[str, str]
    by: Actor
    satisfied: bool | None = None
    ratings: dict[str, int] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    summary: str | None = None
    remarks: str | None = None
    recipients: list[Recipient]


class LetterScheduled(_Followup):
    """Rule FS-13."""

    fact = "letter.scheduled"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    channel: Name
    due_at: AwareDatetime
    late_at: AwareDatetime | None = None


class LetterDue(_Followup):
    """A letter to the customer goes out now by ``channel``; intake, which alone holds name and address, delivers it and
    answers with ``letter.sent`` or ``letter.failed``. ``title`` and ``text`` in ``zh`` and ``en``, with ``{number}``
    and ``{form.<field>}`` still to be filled in. Rule FS-13."""

    fact = "letter.due"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    title: dict[str, str]
    text: dict[str, str]
    channel: Name


class LetterCancelled(_Followup):
    """A letter that is no longer owed, or that could not be delivered."""

    fact = "letter.cancelled"
    callback_id: Id
    number: RequestNumber
    plan: Name
    reason: str


class RemarkPassedOn(_Followup):
    """A suggestion for the department it concerns. Rules PD-07, PD-14."""

    fact = "remark.passed_on"
    callback_id: Id
    number: RequestNumber
    department: str
    text: str


class FollowUpCompleted(_Followup):
    """Nothing more keeps this request open; ``outcome`` is ``not_planned``, ``satisfied`` or ``exhausted``. Plans that
    do not keep a request open may still be under way."""

    fact = "follow_up.completed"
    number: RequestNumber
    outcome: Literal["not_planned", "satisfied", "exhausted"]
    cycle: int


class SummarySent(_Followup):
    """The surveys completed from ``since`` until before ``until`` as a table, to ``recipients``: part ``part`` of
    ``parts``, at most 500 rows each; ``totals`` counts them all. One that was being recorded at the very moment of the
    last summary stands in this one. ``columns`` name the values of a row, in their order; what was not asked is null.
    Rule FS-14."""

    fact = "summary.sent"
    name: Name
    title: dict[str, str]
    since: AwareDatetime
    until: AwareDatetime
    part: int
    parts: int
    columns: list[str]
    rows: list[list[Any]]
    totals: SummaryTotals
    recipients: list[Recipient]


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
