"""Customers about to leave: cases, the month's guide, offers, who goes on, groups that leave together."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import (
    Actor,
    Command,
    Done,
    Form,
    Id,
    Limit,
    Name,
    Page,
    Part,
    Query,
    RequestNumber,
    Text,
)
from contracts.followup.common import SERVICE
from contracts.money import Money
from contracts.playbook.basics import Label

Month = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"),
    Field(description="A calendar month of the site.", examples=["2026-11"]),
]
Stage = Literal["desk", "registered", "key_account"]
Source = Literal["request", "call", "signal", "hand"]
OfferAnswer = Literal["accepted", "declined", "thinking"]


class CaseReceipt(Part):
    """``opened``: a new case; otherwise the sign was added to the customer's open one."""

    case_id: Id
    opened: bool
    assignee: Actor


class OpenRetention(Command):
    """Open a case by hand, or add the trigger to the customer's open one. ``number`` is a request of a line with
    customers' files, or ``customer_id`` a file of intake. Rule TH-27."""

    service, action, result = SERVICE, "open_retention", CaseReceipt
    trigger: Name
    number: RequestNumber | None = None
    customer_id: Id | None = None
    tier: Name | None = Field(default=None, description="The customer's, where no request tells.")
    reason: Text


class SignalReceipt(Part):
    """``fits``: the figures are a sign of leaving; otherwise nothing was opened."""

    fits: bool
    case_id: Id | None = None
    opened: bool = False


class ReportSignal(Command):
    """Figures of a customer, as the playbook's ``signal`` of the trigger names them. Rule TH-27."""

    service, action, result = SERVICE, "report_signal", SignalReceipt
    trigger: Name
    customer_id: Id
    figures: dict[Name, Any]
    tier: Name | None = None


class GuideOffer(Part):
    """``cost`` is what the offer costs the company, ``segments`` whom it may be made to."""

    name: Name
    title: Label
    segments: list[Name] = Field(min_length=1)
    cost: Money
    conditions: Text | None = None


class PublishRetentionGuide(Command):
    """The offers of a month, this one or a later one. Published again it replaces the guide; what was offered before
    stays as it was offered. Rule TH-30."""

    service, action, result = SERVICE, "publish_retention_guide", Done
    month: Month
    offers: list[GuideOffer] = Field(min_length=1, max_length=200)


class OfferReceipt(Part):
    offer_id: Id


class MakeOffer(Command):
    """Offer something of the month's guide. Rule TH-30."""

    service, action, result = SERVICE, "make_offer", OfferReceipt
    case_id: Id
    offer: Name
    note: Text | None = None


class AnswerOffer(Command):
    """What the customer said; ``until`` is when a customer who is thinking is asked again. Rule TH-30."""

    service, action, result = SERVICE, "answer_offer", Done
    case_id: Id
    offer_id: Id
    answer: OfferAnswer
    until: AwareDatetime | None = None
    note: Text | None = None


class RecordFailedAttempt(Command):
    """The first attempt failed. ``reach``: how and when the customer can be reached again; the telephone number stays
    with the request and the customer's file. Rule TH-31."""

    service, action, result = SERVICE, "record_failed_attempt", Done
    case_id: Id
    reason: Text
    reach: Text
    next_at: AwareDatetime | None = None


class TakeOverRetention(Command):
    """An account manager goes on with a registered case. Rule TH-31."""

    service, action, result = SERVICE, "take_over_retention", Done
    case_id: Id


class DelegateRetention(Command):
    """Name a colleague; the case stays where it is until that colleague accepts. Rule TH-28."""

    service, action, result = SERVICE, "delegate_retention", Done
    case_id: Id
    to: Actor
    reason: Text


class AcceptRetention(Command):
    service, action, result = SERVICE, "accept_retention", Done
    case_id: Id


class DeclineRetention(Command):
    service, action, result = SERVICE, "decline_retention", Done
    case_id: Id
    reason: Text


class CloseRetention(Command):
    """``outcome`` is one of the playbook's. A customer is given up only after an account manager went on. TH-31."""

    service, action, result = SERVICE, "close_retention", Done
    case_id: Id
    outcome: Name
    reason: Text


# ------------------------------------------------------------------ views
class TriggerView(Part):
    """``facts``: the form, answers or figures that were the sign, personal ones masked."""

    trigger: Name
    title: dict[str, str]
    at: AwareDatetime
    by: Actor
    source: Source
    number: RequestNumber | None = None
    reason: str | None = None
    facts: Form = Field(default_factory=dict)


class OfferView(Part):
    offer_id: Id
    month: Month
    name: Name
    title: dict[str, str]
    cost: Money
    made_at: AwareDatetime
    made_by: Actor
    answer: OfferAnswer | None = None
    until: AwareDatetime | None = None
    answered_at: AwareDatetime | None = None
    answered_by: Actor | None = None


class HistoryEntry(Part):
    """``what``: opened, trigger, offer, answer, failed, registered, taken_over, delegated, accepted, declined, moved,
    closed; ``data`` says more."""

    at: AwareDatetime
    by: Actor
    what: str
    data: dict[str, Any]


class CaseRow(Part):
    """``customer`` is the file's id, or the number of a request without a file."""

    case_id: Id
    customer: str
    number: RequestNumber | None
    segment: Name
    one_to_one: bool
    stage: Stage
    open: bool
    assignee: Actor
    delegated_to: Actor | None
    group: str | None
    triggers: list[Name]
    opened_at: AwareDatetime
    failed_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    outcome: Name | None
    reason: str | None


class CaseView(CaseRow):
    """``offers_possible``: what this month's guide has for the segment, null when there is no guide. ``reach``: how the
    customer can be reached after a failed attempt."""

    signs: list[TriggerView]
    offers: list[OfferView]
    history: list[HistoryEntry]
    offers_possible: list[GuideOffer] | None
    reach: str | None = None
    next_at: AwareDatetime | None = None


class GetRetentionCase(Query):
    service, view, result = SERVICE, "retention_case", CaseView
    case_id: Id


class CasePage(Page[CaseRow]):
    pass


class ListRetentionCases(Query):
    """Open cases, the oldest first, or all of them with ``open`` null; ``assignee`` also matches what is delegated to
    that person."""

    service, view, result = SERVICE, "retention_cases", CasePage
    open: bool | None = True
    assignee: Actor | None = None
    customer: str | None = None
    segment: Name | None = None
    stage: Stage | None = None
    cursor: str | None = None
    limit: Limit = 50


class GuideView(Part):
    """``revision`` counts how often the month's guide was published."""

    month: Month
    revision: int
    published_at: AwareDatetime
    published_by: Actor
    offers: list[GuideOffer]


class GetRetentionGuide(Query):
    """The guide of ``month``, by default of the present one. Rule TH-30."""

    service, view, result = SERVICE, "retention_guide", GuideView
    month: Month | None = None


class RegisterRow(Part):
    """A case whose first attempt failed. ``contact``: the masked personal fields of its request."""

    case_id: Id
    customer: str
    number: RequestNumber | None
    segment: Name
    triggers: list[Name]
    failed_at: AwareDatetime
    failed_by: Actor
    reason: str
    reach: str
    next_at: AwareDatetime | None
    contact: Form
    offers: list[str]
    assignee: Actor
    stage: Stage
    outcome: Name | None


class RegisterView(Part):
    day: date
    rows: list[RegisterRow]


class GetRetentionRegister(Query):
    """First attempts that failed on ``day``, by default today. Rule TH-31."""

    service, view, result = SERVICE, "retention_register", RegisterView
    day: date | None = None


class GroupMember(Part):
    case_id: Id
    customer: str
    number: RequestNumber | None
    segment: Name
    since: AwareDatetime
    open: bool
    outcome: Name | None


class GroupView(Part):
    """Customers of one group as last reported, in the order in which they came."""

    group: str
    reported_at: AwareDatetime
    members: list[GroupMember]


class GroupList(Part):
    rows: list[GroupView]


class ListLeavingGroups(Query):
    """Groups reported in ``month``, by default the present one, the latest first. Rule TH-29."""

    service, view, result = SERVICE, "leaving_groups", GroupList
    month: Month | None = None


class Tally(Part):
    """Of the cases opened in the month. ``cost``: of the offers that were accepted."""

    cases: int = 0
    open: int = 0
    kept: int = 0
    left: int = 0
    offers_made: int = 0
    offers_accepted: int = 0
    cost: Money


class StatisticsView(Part):
    """A case counts once in its segment, and once for each of its triggers and each offer made. ``by_offer``: ``kept``
    and ``left`` of the cases the offer was made in, ``cost`` of this offer alone."""

    month: Month
    total: Tally
    by_segment: dict[str, Tally]
    by_trigger: dict[str, Tally]
    by_offer: dict[str, Tally]


class GetRetentionStatistics(Query):
    """Cases opened in ``month``, by default the present one; of one segment or trigger alone when named."""

    service, view, result = SERVICE, "retention_statistics", StatisticsView
    month: Month | None = None
    segment: Name | None = None
    trigger: Name | None = None
