"""What intake announces about requests, who is responsible, and the open items."""

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, AllocationDue, ChargeDue, Form, HandoverItem, Id, Name, RequestNumber
from contracts.intake.common import IntakeEvent, NoteKind


class RequestRecorded(IntakeEvent):
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


class RequestConfirmed(IntakeEvent):
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


class RequestAmended(IntakeEvent):
    """``changed`` names the form fields, and ``severity`` when it is another one. ``severity`` and ``tier`` are those
    from now on; null leaves them as they were."""

    fact = "request.amended"
    number: RequestNumber
    revision: int
    form: Form
    changed: list[str]
    reason: str
    confirmed: bool
    fingerprints: dict[str, str] = Field(default_factory=dict)
    severity: Name | None = None
    tier: Name | None = None


class RequestNoted(IntakeEvent):
    fact = "request.noted"
    number: RequestNumber
    kind: NoteKind
    text: str


class RequestCancelled(IntakeEvent):
    fact = "request.cancelled"
    number: RequestNumber
    line: Name
    reason: str


class OwnershipOffered(IntakeEvent):
    fact = "ownership.offered"
    number: RequestNumber
    owner: Actor
    to: Actor
    reason: str | None = None


class OwnershipMoved(IntakeEvent):
    """``because`` is ``accepted`` (the colleague took it) or ``handover``. ``held_for``: the owner stands in for that
    person, who gets it back. Rule TH-11."""

    fact = "ownership.moved"
    number: RequestNumber
    previous: Actor
    owner: Actor
    because: Literal["accepted", "handover"]
    held_for: Actor | None = None


class OwnershipDeclined(IntakeEvent):
    fact = "ownership.declined"
    number: RequestNumber
    owner: Actor
    by: Actor
    reason: str


class RequestReopened(IntakeEvent):
    """A dissatisfied customer: work goes on in cycle ``cycle`` (2 for the first reopening)."""

    fact = "request.reopened"
    number: RequestNumber
    line: Name
    cycle: int
    reason: str


class RequestClosed(IntakeEvent):
    fact = "request.closed"
    number: RequestNumber
    line: Name
    owner: Actor
    outcome: str
    recorded_at: AwareDatetime


class RequestArchived(IntakeEvent):
    fact = "request.archived"
    number: RequestNumber


class StocktakeTaken(IntakeEvent):
    """``flagged`` names the open items without a note that day, the oldest 500 at most; ``flagged_total`` counts."""

    fact = "stocktake.taken"
    day: date
    total: int
    flagged: list[RequestNumber]
    flagged_total: int = 0


class PersonalDataRead(IntakeEvent):
    fact = "personal_data.read"
    number: RequestNumber
    reader: Actor
    purpose: str


class IntakeHandoverReported(IntakeEvent):
    """Open requests the outgoing person still owns."""

    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]
    round: int = 1


class IntakeCommandRefused(IntakeEvent):
    """A boxed command that was refused; the correlation id is the command's id."""

    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
