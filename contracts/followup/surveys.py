"""What customers said, as reports and summaries."""

from typing import Any

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Id, Limit, Name, Page, Part, Query, Recipient, RequestNumber
from contracts.followup.common import SERVICE, FollowupEvent


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


class ServiceReported(FollowupEvent):
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


class SummarySent(FollowupEvent):
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
