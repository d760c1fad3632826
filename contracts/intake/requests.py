"""Recording a request and what is done with it."""

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Form, Name, Part, RequestNumber, Text
from contracts.intake.common import SERVICE, MissingDocument, NoteKind, ShownCustomer, State


class ReadBackLine(Part):
    """One line for the clerk to read aloud; ``value`` is what was written down."""

    field: str
    zh: str
    en: str
    value: str


class RequestReceipt(Part):
    """``read_back`` is empty where the line asks for none; ``revision`` is what a confirmation must name.
    ``missing_documents`` is the list for the customer, ``customer`` what is known of them, ``answered`` the outcome of
    a request that was answered at the desk at once."""

    number: RequestNumber
    line: Name
    state: State
    revision: int
    read_back: list[ReadBackLine] = Field(default_factory=list)
    missing_documents: list[MissingDocument] = Field(default_factory=list)
    customer: ShownCustomer | None = None
    answered: str | None = None


class RecordRequest(Command):
    """Record a request once, at the first word. ``form`` is checked against the line's form in the playbook.

    With ``confirmed`` the clerk states that it was read back to the customer and confirmed in the same
    conversation. ``happened_at`` defaults to now and never lies in the future.
    Rules FS-17, HA-01, HA-02, HK-02, HK-03, PC-01, PD-01, PD-09, PD-16.
    """

    service, action, result = SERVICE, "record_request", RequestReceipt
    line: Name
    form: Form
    channel: Name = "desk"
    severity: Name | None = None
    happened_at: AwareDatetime | None = None
    confirmed: bool = False


class ConfirmRequest(Command):
    """The customer has heard the read-back of ``revision`` and confirms it. While papers are missing the request then
    waits as ``incomplete``. Rules HA-03, PD-01."""

    service, action, result = SERVICE, "confirm_request", RequestReceipt
    number: RequestNumber
    revision: int = Field(ge=1)


class AmendRequest(Command):
    """Correct or complete the form, or say how serious it is after all. After the confirmation ``confirmed`` must say
    it was read back again."""

    service, action, result = SERVICE, "amend_request", RequestReceipt
    number: RequestNumber
    form: Form = Field(default_factory=dict)
    severity: Name | None = Field(default=None, description="Stays as it is when left out.")
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
