"""The handover as a protocol: opened, reported, reviewed, acknowledged item by item, completed. Rules TH-10, TH-14."""

from typing import Literal

from pydantic import Field

from contracts.base import Actor, Command, HandoverItem, Id, Name, Part, Text
from contracts.roster.common import SERVICE, HandoverKind, HandoverState, RosterEvent

Decision = Literal["accepted", "questioned"]


class HandoverReceipt(Part):
    handover_id: Id
    state: HandoverState


class OpenHandover(Command):
    """The outgoing person opens the handover of the running shift; the four other services report what is
    still held. ``incoming`` may be named later by whoever acknowledges."""

    service, action, result = SERVICE, "open_handover", HandoverReceipt
    incoming: Actor | None = None
    note: Text | None = None


class AdHocItem(Part):
    """What no service knows of and the next person has to know."""

    title: Text
    note: Text | None = None


class ReviewHandover(Command):
    """The outgoing person confirms the compiled log and adds what is missing in it: remarks, ``ad_hoc`` matters, and of
    each of the post's ``handover_topics`` how it stands. Reviewed again, the last word counts. Rule TH-10."""

    service, action, result = SERVICE, "review_handover", HandoverReceipt
    handover_id: Id
    topics: dict[Name, Text] = Field(default_factory=dict)
    remarks: Text | None = None
    ad_hoc: list[AdHocItem] = Field(default_factory=list, max_length=50)


class ItemWord(Part):
    """What the incoming person says of one item of the log. ``questioned`` needs a ``note``."""

    kind: Name
    reference: str
    decision: Decision = "accepted"
    note: Text | None = None


class AcknowledgeItem(Command):
    """The incoming person takes over, or questions, one item. Where nobody was named, the first to do so is the
    incoming person."""

    service, action, result = SERVICE, "acknowledge_item", HandoverReceipt
    handover_id: Id
    item: ItemWord


class AcknowledgeHandover(Command):
    """The incoming person takes over everything in the log; ``items`` are acknowledged with it. Refused while a service
    has not reported, while an item that needs a reason has none, while the review the playbook asks for is missing, and
    while an item is not acknowledged that must be, one by one: a major event, and with the playbook's ``item_by_item``
    all that moves. Rules PD-06, PD-15, TH-10."""

    service, action, result = SERVICE, "acknowledge_handover", HandoverReceipt
    handover_id: Id
    note: Text | None = None
    items: list[ItemWord] = Field(default_factory=list, max_length=2000)


class ReportUnrelieved(Command):
    """The outgoing person says that nobody is there to take over: the duty manager hears it at once, and the person
    stays on duty until relieved or released. Rule TH-15."""

    service, action, result = SERVICE, "report_unrelieved", HandoverReceipt
    handover_id: Id
    note: Text | None = None


class ReleaseFromDuty(Command):
    """The duty manager lets an unrelieved person go and takes over what is held. ``items`` as of the incoming."""

    service, action, result = SERVICE, "release_from_duty", HandoverReceipt
    handover_id: Id
    reason: Text
    items: list[ItemWord] = Field(default_factory=list, max_length=2000)


class ReportAgain(Command):
    """The services report anew what is held, in the handover's next round: after cash, cards or keys have been given
    back. By the outgoing and the incoming person and managers. Rule TH-12."""

    service, action, result = SERVICE, "report_again", HandoverReceipt
    handover_id: Id


class NoteReceipt(Part):
    event_id: Id


class NoteEvent(Command):
    """Something that happened in the shift, noted by somebody on duty. A ``major`` one must be taken over explicitly:
    the incoming person names it. Rule TH-10."""

    service, action, result = SERVICE, "note_event", NoteReceipt
    title: Text
    text: Text
    major: bool = False


class EventNoted(RosterEvent):
    """Somebody on duty noted what happened. Rule TH-10."""

    fact = "shift_event.noted"
    event_id: Id
    by: Actor
    post: str
    title: str
    text: str
    major: bool


class HandoverOpened(RosterEvent):
    """intake, dispatch, followup and cashdesk each answer with what ``outgoing`` still holds, naming the ``round``.
    Without a shift ``shift_id`` is the handover's own id and ``post`` may be empty. Rules TH-11, TH-12."""

    fact = "handover.opened"
    handover_id: Id
    shift_id: Id
    post: str
    outgoing: Actor
    incoming: Actor | None = None
    kind: HandoverKind = "shift"
    round: int = 1


class HandoverCompiled(RosterEvent):
    """All services have reported; ``items`` counts what is to be taken over."""

    fact = "handover.compiled"
    handover_id: Id
    outgoing: Actor
    incoming: Actor | None = None
    items: int


class HandoverOverdue(RosterEvent):
    """These services have not reported in the playbook's time; they are named, not forgotten."""

    fact = "handover.overdue"
    handover_id: Id
    waiting_for: list[str]


class HandoverReviewed(RosterEvent):
    """The outgoing person has confirmed the log. Rule TH-10."""

    fact = "handover.reviewed"
    handover_id: Id
    outgoing: Actor
    topics: dict[str, str] = Field(default_factory=dict)
    remarks: str | None = None


class ItemAcknowledged(RosterEvent):
    """The incoming person has taken over, or questioned, one item of the log."""

    fact = "handover.item_acknowledged"
    handover_id: Id
    by: Actor
    item: ItemWord


class HandoverUnrelieved(RosterEvent):
    """Nobody to take over: the duty manager hears it, the outgoing person stays on duty. Rule TH-15."""

    fact = "handover.unrelieved"
    handover_id: Id
    outgoing: Actor
    recipients: list[Actor]
    note: str | None = None


class HandoverCompleted(RosterEvent):
    """Each service moves what ``outgoing`` held to ``incoming``, but for the items that ``stay``. ``listed_only``:
    nothing but the listed items moves. ``held_for``: whose items the incoming person now holds. Rules PD-06, TH-11."""

    fact = "handover.completed"
    handover_id: Id
    shift_id: Id
    outgoing: Actor
    incoming: Actor
    released_by: Actor | None = None
    items: list[HandoverItem]
    kind: HandoverKind = "shift"
    listed_only: bool = False
    held_for: Actor | None = None
