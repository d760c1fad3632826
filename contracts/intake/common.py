"""What the messages of intake share."""

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Event, Id, Name, Part, RequestNumber

SERVICE = "intake"

State = Literal["recorded", "incomplete", "confirmed", "settled", "closed", "archived", "cancelled"]
NoteKind = Literal["on_the_spot", "note", "customer_told"]
DeliveryState = Literal["waiting", "delivered", "undeliverable"]


class IntakeEvent(Event):
    service = SERVICE


class MissingDocument(Part):
    """A paper the request still needs: whether the ``original`` must still be shown, how many ``copies`` are owed."""

    document: Name
    title: dict[str, str]
    original: bool
    copies: int


class ShownMark(Part):
    """A mark on a customer, as it shows at the next contact. Rule FS-17."""

    mark: Name
    title: dict[str, str]
    since: AwareDatetime
    until: AwareDatetime | None = None
    number: RequestNumber | None = None
    reason: str | None = None


class ShownCustomer(Part):
    """Whose file a request belongs to, with what whoever serves that customer should know at once. ``requests``
    counts the earlier ones."""

    customer_id: Id
    marks: list[ShownMark] = Field(default_factory=list)
    requests: int = 0
