"""What intake understands and announces: requests, ownership, the record, the ledger, the stocktake, the archive."""

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import (
    Actor,
    AllocationDue,
    ChargeDue,
    Command,
    Done,
    Event,
    Form,
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

SERVICE = "intake"

State = Literal["recorded", "incomplete", "confirmed", "settled", "closed", "archived", "cancelled"]
NoteKind = Literal["on_the_spot", "note", "customer_told"]


# ------------------------------------------------------------------ commands
class ReadBackLine(Part):
    """One line for the clerk to read aloud; ``value`` is what was written down."""

    field: str
    zh: str
    en: str
    value: str


class RequestReceipt(Part):
    """``read_back`` is empty where the line asks for none; ``revision`` is what a confirmation must name."""

    number: RequestNumber
    line: Name
    state: State
    revision: int
    read_back: list[ReadBackLine] = Field(default_factory=list)


class RecordRequest(Command):
    """Record a request once, at the first word. ``form`` is checked against the line's form in the playbook.

    With ``confirmed`` the clerk states that it was read back to the customer and confirmed in the same
    conversation. ``happened_at`` defaults to now and never lies in the future. Rules PD-01, PD-09, PD-16.
    """

    service, action, result = SERVICE, "record_request", RequestReceipt
    line: Name
    form: Form
    channel: Name = "desk"
    severity: Name | None = None
    happened_at: AwareDatetime | None = None
    confirmed: bool = False


class ConfirmRequest(Command):
    """The customer has heard the read-back of ``revision`` and confirms it. Rule PD-01."""

    service, action, result = SERVICE, "confirm_request", RequestReceipt
    number: RequestNumber
    revision: int = Field(ge=1)


class AmendRequest(Command):
    """Correct or complete the form. After the confirmation ``confirmed`` must say it was read back again."""

    service, action, result = SERVICE, "amend_request", RequestReceipt
    number: RequestNumber
    form: Form
    reason: Text
    confirmed: bool = False


class AddNote(Command):
    """Add what was done on the spot, or any later note, to the follow-up record. Rule PD-02."""

    service, action, result = SERVICE, "add_note", Done
    number: RequestNumber
    kind: NoteKind = "note"
    text: Text


class CancelRequest(Command):
    service, action, result = SERVICE, "cancel_request", Done
    number: RequestNumber
    reason: Text


class TransferRequest(Command):
    """Offer ownership to a named colleague; it moves only when that colleague accepts."""

    service, action, result = SERVICE, "transfer_request", Done
    number: RequestNumber
    to: Actor
    reason: Text | None = None


class AcceptTransfer(Command):
    service, action, result = SERVICE, "accept_transfer", Done
    number: RequestNumber


class DeclineTransfer(Command):
    service, action, result = SERVICE, "decline_transfer", Done
    number: RequestNumber
    reason: Text


class CloseRequest(Command):
    """Close by hand, by its owner, a request that needs nothing more; ``outcome`` says how it ended."""

    service, action, result = SERVICE, "close_request", Done
    number: RequestNumber
    outcome: Text


class ArchiveRequest(Command):
    """Archive a closed request; from then on it can be read but no longer changed. Rule PD-08."""

    service, action, result = SERVICE, "archive_request", Done
    number: RequestNumber


class TakeStocktake(Command):
    """Take stock of the open items now, beside the daily one."""

    service, action, result = SERVICE, "take_stocktake", Done


# ------------------------------------------------------------------ views
class RecordEntry(Part):
    """One line of the follow-up record. ``type`` is the event's, ``summary`` readable English and Chinese."""

    at: AwareDatetime
    type: str
    service: str
    actor: str
    summary: str
    data: dict[str, Any] = Field(default_factory=dict)


class RequestView(Part):
    """A request with its whole record. Personal data is masked unless it was asked for and allowed."""

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


# ------------------------------------------------------------------ events
class _Intake(Event):
    service = SERVICE


class RequestRecorded(_Intake):
    """``form`` is masked. ``department`` is the one the playbook routes to, known at once."""

    fact = "request.recorded"
    number: RequestNumber
    line: Name
    severity: Name | None = None
    channel: str
    form: Form
    received_by: Actor
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    needs_confirmation: bool
    department: str | None = None
    tier: Name | None = None
    customer_id: Id | None = None
    missing_documents: list[Name] = Field(default_factory=list)


class RequestConfirmed(_Intake):
    """The request leaves the desk. Carries all that the other services need; ``form`` is masked."""

    fact = "request.confirmed"
    number: RequestNumber
    line: Name
    severity: Name | None = None
    form: Form
    received_by: Actor
    department: str | None = None
    revision: int
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    confirmed_at: AwareDatetime
    playbook: str
    playbook_version: int
    channel: str = "desk"
    tier: Name | None = None
    priority: int = Field(default=0, description="Higher is done first.")
    customer_id: Id | None = None
    charges: list[ChargeDue] = Field(default_factory=list)
    allocations: list[AllocationDue] = Field(default_factory=list)
    fingerprints: dict[str, str] = Field(
        default_factory=dict, description="Keyed digests of personal fields that a step reads back."
    )


class RequestAmended(_Intake):
    fact = "request.amended"
    number: RequestNumber
    revision: int
    form: Form
    changed: list[str]
    reason: str
    confirmed: bool
    fingerprints: dict[str, str] = Field(default_factory=dict)


class RequestNoted(_Intake):
    fact = "request.noted"
    number: RequestNumber
    kind: NoteKind
    text: str


class RequestCancelled(_Intake):
    fact = "request.cancelled"
    number: RequestNumber
    line: Name
    reason: str


class OwnershipOffered(_Intake):
    fact = "ownership.offered"
    number: RequestNumber
    owner: Actor
    to: Actor
    reason: str | None = None


class OwnershipMoved(_Intake):
    """``because`` is ``accepted`` (the colleague took it) or ``handover``."""

    fact = "ownership.moved"
    number: RequestNumber
    previous: Actor
    owner: Actor
    because: Literal["accepted", "handover"]


class OwnershipDeclined(_Intake):
    fact = "ownership.declined"
    number: RequestNumber
    owner: Actor
    by: Actor
    reason: str


class RequestReopened(_Intake):
    """A dissatisfied customer: work goes on in cycle ``cycle`` (2 for the first reopening)."""

    fact = "request.reopened"
    number: RequestNumber
    line: Name
    cycle: int
    reason: str


class RequestClosed(_Intake):
    fact = "request.closed"
    number: RequestNumber
    line: Name
    owner: Actor
    outcome: str
    recorded_at: AwareDatetime


class RequestArchived(_Intake):
    fact = "request.archived"
    number: RequestNumber


class StocktakeTaken(_Intake):
    """``flagged`` names the open items without a note that day, the oldest 500 at most; ``flagged_total`` counts."""

    fact = "stocktake.taken"
    day: date
    total: int
    flagged: list[RequestNumber]
    flagged_total: int = 0


class PersonalDataRead(_Intake):
    fact = "personal_data.read"
    number: RequestNumber
    reader: Actor
    purpose: str


class IntakeHandoverReported(_Intake):
    """Open requests the outgoing person still owns."""

    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]


class IntakeCommandRefused(_Intake):
    """A boxed command that was refused; the correlation id is the command's id."""

    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
