"""The papers a request needs before it leaves the desk: received one by one, each ticked with who and when."""

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Name, Part, RequestNumber, Text
from contracts.intake.common import SERVICE, IntakeEvent, MissingDocument, State


class DocumentReceipt(Part):
    """``missing`` is what the customer still has to bring. ``state`` is ``confirmed`` when this was the last paper of a
    request that the customer had confirmed."""

    number: RequestNumber
    document: Name
    state: State
    missing: list[MissingDocument] = Field(default_factory=list)


class ReceiveDocument(Command):
    """Tick a paper: the ``original`` was shown, so many ``copies`` were handed in; several times until it is complete.
    Rules HA-01 to HA-03.

    Refused: a paper this request does not ask for (422), one that is complete already (409), nothing received (422).
    """

    service, action, result = SERVICE, "receive_document", DocumentReceipt
    number: RequestNumber
    document: Name
    original: bool = False
    copies: int = Field(default=0, ge=0, le=20)
    note: Text | None = None


class DocumentView(Part):
    """A paper of a request and how it stands. ``asked_original`` and ``asked_copies`` are what the desk asks for."""

    document: Name
    title: dict[str, str]
    state: Literal["missing", "partly", "complete"]
    asked_original: bool
    asked_copies: int
    original: bool = False
    copies: int = 0
    received_by: Actor | None = None
    received_at: AwareDatetime | None = None
    note: str | None = None


class RequestIncomplete(IntakeEvent):
    """The customer has confirmed, but papers are missing: the request waits at the desk, and the customer is given
    this list. Rule HA-03."""

    fact = "request.incomplete"
    number: RequestNumber
    line: Name
    revision: int
    missing: list[MissingDocument]


class DocumentReceived(IntakeEvent):
    """``complete``: nothing of this paper is owed any more; ``missing`` names the papers still owed. Rule HA-03."""

    fact = "document.received"
    number: RequestNumber
    document: Name
    title: dict[str, str]
    original: bool
    copies: int
    complete: bool
    missing: list[Name] = Field(default_factory=list)
    received_by: Actor
    note: str | None = None
