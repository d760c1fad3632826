"""Care of customers: calls taken from the list, answers put off, coverage of the quota, findings."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Recipient, RequestNumber, Text
from contracts.followup.callbacks import AttemptView, CareView
from contracts.followup.common import SERVICE, FollowupEvent

Month = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"),
    Field(description="A calendar month of the site's own clock.", examples=["2026-11"]),
]
Percent = Annotated[str, Field(description="Rounded down to two decimals.", examples=["31.25%"])]
QuotaState = Literal["certain", "on_course", "short", "out_of_reach"]
ReleasedBecause = Literal["released", "expired", "handover"]


# ------------------------------------------------------------------ calls
class CallTaken(Part):
    """Nobody else calls this customer before ``until``."""

    number: RequestNumber
    until: AwareDatetime


class TakeCall(Command):
    """Take a call from the list before making it. Refused while somebody else has this customer, naming who and until
    when; before the window, and outside the hours in which the customer may be called. Taken again, it is held longer.
    Rules TH-20, TH-23, TH-24."""

    service, action, result = SERVICE, "take_call", CallTaken
    callback_id: Id


class ReleaseCall(Command):
    """Give back a call that was taken and not made."""

    service, action, result = SERVICE, "release_call", Done
    callback_id: Id


class PutOffAnswer(Command):
    """The customer's opinion cannot be answered yet: the customer is told ``why`` and ``until`` when by the end of the
    day, and called again then. Rule TH-22."""

    service, action, result = SERVICE, "put_off_answer", Done
    callback_id: Id
    why: Text
    until: AwareDatetime


class CallRow(Part):
    """A call that can be made now. ``care`` is null for a callback of a line's own plan."""

    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    title: dict[str, str]
    assignee: Actor
    due_at: AwareDatetime
    late_at: AwareDatetime | None
    asks: list[Name]
    questions: dict[str, Any]
    attempts: list[AttemptView]
    care: CareView | None = None


class CallListView(Part):
    """``opens_at``: when customers may be called next, null while they may."""

    agent: Actor
    at: AwareDatetime
    opens_at: AwareDatetime | None
    rows: list[CallRow]


class GetCallList(Query):
    """What ``agent``, by default who asks, can call now: special customers first, then by priority, then what expires
    first. Without what others have taken or have agreed. Rules TH-23, TH-24."""

    service, view, result = SERVICE, "call_list", CallListView
    agent: Actor | None = None
    limit: Limit = 50


class CallAgainRow(Part):
    """A customer who was called in vain, or who waits for a promised answer. ``outcome``: of the last attempt."""

    callback_id: Id
    number: RequestNumber
    segment: Name
    attempts: int
    outcome: str | None
    note: str | None
    assignee: Actor
    due_at: AwareDatetime
    latest: AwareDatetime
    why: str | None = None


class CallAgainPage(Page[CallAgainRow]):
    pass


class ListCallAgain(Query):
    """Cases to be called again, the earliest first, until they are called. Rule TH-26."""

    service, view, result = SERVICE, "call_again", CallAgainPage
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ coverage
class SegmentCoverage(Part):
    """Of one segment in one month.

    ``accepted`` requests came in, ``done`` calls succeeded, ``late`` of them after their window; ``open_calls`` can
    still be made in the month. ``at_pace``: where the month ends if business and calls go on as they did;
    ``needed``: calls that must still succeed then. ``certain``: reached whatever happens; ``out_of_reach``: not to be
    reached with all that can still be called. ``short_calls`` and ``long_calls`` are off the norm. Rule TH-21.
    """

    segment: Name
    title: dict[str, str]
    accepted: int
    done: int
    coverage: Percent
    open_calls: int
    needed: int
    at_pace: Percent
    state: QuotaState
    late: int = 0
    attempts: int = 0
    short_calls: int = 0
    long_calls: int = 0
    average_seconds: int | None = None
    means: dict[str, int] = Field(default_factory=dict)


class CoverageView(Part):
    month: Month
    at: AwareDatetime
    share: Percent
    rows: list[SegmentCoverage]


class GetCoverage(Query):
    """Coverage of the quota in ``month``, by default the present one. Rule TH-21."""

    service, view, result = SERVICE, "coverage", CoverageView
    month: Month | None = None


# ------------------------------------------------------------------ findings
class FindingRow(Part):
    """``reported_at``: when its department got it in a report."""

    number: RequestNumber
    callback_id: Id
    department: str
    text: str
    important: bool
    by: Actor
    at: AwareDatetime
    reported_at: AwareDatetime | None = None


class FindingPage(Page[FindingRow]):
    pass


class ListFindings(Query):
    """What was found in calls, the latest first. Rule TH-26."""

    service, view, result = SERVICE, "findings", FindingPage
    department: Name | None = None
    important: bool | None = None
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class CallWasTaken(FollowupEvent):
    """Rule TH-24."""

    fact = "call.taken"
    callback_id: Id
    number: RequestNumber
    by: Actor
    until: AwareDatetime


class CallReleased(FollowupEvent):
    """Whoever had taken it has it no more, and it was not made."""

    fact = "call.released"
    callback_id: Id
    number: RequestNumber
    holder: Actor
    because: ReleasedBecause


class AnswerPutOff(FollowupEvent):
    """The customer is to be told by ``tell_by``. Rule TH-22."""

    fact = "answer.put_off"
    callback_id: Id
    number: RequestNumber
    why: str
    until: AwareDatetime
    tell_by: AwareDatetime
    by: Actor


class AnswerPromised(FollowupEvent):
    """The customer was told; ``callback_id`` is the call that brings the answer. Rule TH-22."""

    fact = "answer.promised"
    callback_id: Id
    number: RequestNumber
    why: str
    until: AwareDatetime
    told_by: Actor


class FindingRecorded(FollowupEvent):
    """Rule TH-26."""

    fact = "finding.recorded"
    callback_id: Id
    number: RequestNumber
    department: str
    text: str
    important: bool
    by: Actor


class FindingsReported(FollowupEvent):
    """Important findings for one department, none in an earlier report: part ``part`` of ``parts``. Rule TH-26."""

    fact = "findings.reported"
    department: str
    title: dict[str, str]
    part: int
    parts: int
    findings: list[FindingRow]
    recipients: list[Recipient]


class CallAgainListed(FollowupEvent):
    """All cases to be called again are ``total``; ``rows`` has the earliest, 200 at most. Rule TH-26."""

    fact = "call_again.listed"
    title: dict[str, str]
    total: int
    rows: list[CallAgainRow]
    recipients: list[Recipient]


class CoverageReported(FollowupEvent):
    """``report`` is its name in the playbook. Rule TH-21."""

    fact = "coverage.reported"
    report: Name
    title: dict[str, str]
    month: Month
    share: Percent
    rows: list[SegmentCoverage]
    recipients: list[Recipient]


class CoverageShort(FollowupEvent):
    """At today's pace the quota of ``segment`` will not be reached; ``reachable`` while it can still be made up.
    ``days_left``: of the month, today not counted. Told again only when something has changed. Rule TH-21."""

    fact = "coverage.short"
    segment: Name
    title: dict[str, str]
    month: Month
    share: Percent
    accepted: int
    done: int
    coverage: Percent
    at_pace: Percent
    needed: int
    open_calls: int
    days_left: int
    reachable: bool
    recipients: list[Recipient]
