"""What can be asked about requests: one, a list, the complaint ledger, the stocktake, who read personal data."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Form, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.intake.attachments import AttachmentView
from contracts.intake.common import SERVICE, State
from contracts.intake.documents import DocumentView


class RecordEntry(Part):
    """One line of the follow-up record. ``type`` is the event's, ``summary`` readable English and Chinese."""

    at: AwareDatetime
    type: str
    service: str
    actor: str
    summary: str
    data: dict[str, Any] = Field(default_factory=dict)


class RequestView(Part):
    """A request with its whole record. Personal data is masked unless it was asked for and allowed; ``masked`` says
    whether any of it still is."""

    number: RequestNumber
    site: str
    line: Name
    state: State
    severity: Name | None
    channel: str
    form: Form
    masked: bool
    owner: Actor
    received_by: Actor
    offered_to: Actor | None
    department: str | None
    revision: int
    cycle: int
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    confirmed_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    outcome: str | None
    record: Page[RecordEntry]
    tier: Name | None = None
    customer_id: Id | None = None
    held_for: Actor | None = Field(default=None, description="Whom the owner stands in for. Rule TH-11.")
    documents: list[DocumentView] = Field(default_factory=list)
    attachments: list[AttachmentView] = Field(default_factory=list)


class GetRequest(Query):
    """One request. ``personal`` asks for unmasked data: allowed by role, and logged with ``purpose``."""

    service, view, result = SERVICE, "request", RequestView
    number: RequestNumber
    personal: bool = False
    purpose: Text | None = None
    cursor: str | None = None
    limit: Limit = 100


class RequestRow(Part):
    number: RequestNumber
    line: Name
    state: State
    severity: Name | None
    owner: Actor
    department: str | None
    recorded_at: AwareDatetime
    age_seconds: int
    last_note_at: AwareDatetime | None
    last_note: str | None
    held_for: Actor | None = Field(default=None, description="Whom the owner stands in for. Rule TH-11.")


class RequestPage(Page[RequestRow]):
    pass


class ListRequests(Query):
    """Open items by owner, department, line or age; with ``state`` also ended ones. Oldest first."""

    service, view, result = SERVICE, "requests", RequestPage
    owner: Actor | None = None
    department: str | None = None
    line: Name | None = None
    state: State | None = None
    older_than_seconds: int | None = Field(default=None, ge=0)
    cursor: str | None = None
    limit: Limit = 50


class LedgerRow(Part):
    """One line of the complaint ledger (投诉汇总表). Rule PD-02."""

    number: RequestNumber
    recorded_at: AwareDatetime
    complainant: str
    place: str
    severity: Name | None
    department: str | None
    received_by: Actor
    state: State
    outcome: str | None


class LedgerPage(Page[LedgerRow]):
    pass


class ComplaintLedger(Query):
    """The ledger for local dates ``since`` to ``until``, both included."""

    service, view, result = SERVICE, "ledger", LedgerPage
    since: date | None = None
    until: date | None = None
    cursor: str | None = None
    limit: Limit = 50


class StocktakeRow(Part):
    number: RequestNumber
    line: Name
    owner: Actor
    age_seconds: int
    last_note: str | None
    noted_today: bool


class StocktakeView(Part):
    """``total`` and ``flagged`` count the whole stocktake, ``rows`` is one page of it, oldest first."""

    taken_at: AwareDatetime
    day: date
    total: int
    flagged: int
    rows: list[StocktakeRow]
    next: str | None = None


class LatestStocktake(Query):
    service, view, result = SERVICE, "stocktake", StocktakeView
    cursor: str | None = None
    limit: Limit = 200


class ReadingRow(Part):
    at: AwareDatetime
    actor: Actor
    number: RequestNumber
    purpose: str


class ReadingPage(Page[ReadingRow]):
    pass


class ReadingLog(Query):
    """Who read personal data of a request, when and why."""

    service, view, result = SERVICE, "readings", ReadingPage
    number: RequestNumber
    cursor: str | None = None
    limit: Limit = 50
