"""The handover of a shift and its log (交接班日志)."""

from pydantic import AwareDatetime

from contracts.base import Actor, Command, HandoverItem, Id, Limit, Page, Part, Query, Text
from contracts.roster.common import SERVICE, HandoverState, RosterEvent


class HandoverReceipt(Part):
    handover_id: Id
    state: HandoverState


class OpenHandover(Command):
    """The outgoing person opens the handover of the running shift; the four other services report what is
    still held. ``incoming`` may be named later by whoever acknowledges."""

    service, action, result = SERVICE, "open_handover", HandoverReceipt
    incoming: Actor | None = None
    note: Text | None = None


class AcknowledgeHandover(Command):
    """The incoming person takes over everything in the log. Refused while a service has not reported, or while
    an item that needs a reason has none. Rules PD-06, PD-15."""

    service, action, result = SERVICE, "acknowledge_handover", HandoverReceipt
    handover_id: Id
    note: Text | None = None


class ReleaseFromDuty(Command):
    """The duty manager lets an unrelieved person go and takes over what is held."""

    service, action, result = SERVICE, "release_from_duty", HandoverReceipt
    handover_id: Id
    reason: Text


class HandoverView(Part):
    """The handover log (交接班日志): both names, times, every item, and which services have not reported."""

    handover_id: Id
    state: HandoverState
    shift_id: Id
    post: str
    outgoing: Actor
    incoming: Actor | None
    opened_at: AwareDatetime
    completed_at: AwareDatetime | None
    note: str | None
    waiting_for: list[str]
    items: list[HandoverItem]
    closing_note: str | None = None
    released_by: Actor | None = None


class GetHandover(Query):
    service, view, result = SERVICE, "handover", HandoverView
    handover_id: Id


class HandoverRow(Part):
    handover_id: Id
    state: HandoverState
    outgoing: Actor
    incoming: Actor | None
    opened_at: AwareDatetime
    items: int


class HandoverPage(Page[HandoverRow]):
    pass


class ListHandovers(Query):
    service, view, result = SERVICE, "handovers", HandoverPage
    state: HandoverState | None = None
    cursor: str | None = None
    limit: Limit = 50


class HandoverOpened(RosterEvent):
    """intake, dispatch, followup and cashdesk each answer with what ``outgoing`` still holds."""

    fact = "handover.opened"
    handover_id: Id
    shift_id: Id
    post: str
    outgoing: Actor
    incoming: Actor | None = None


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


class HandoverUnrelieved(RosterEvent):
    """Nobody to take over: the duty manager hears it, the outgoing person stays on duty."""

    fact = "handover.unrelieved"
    handover_id: Id
    outgoing: Actor
    recipients: list[Actor]


class HandoverCompleted(RosterEvent):
    """Each service moves what ``outgoing`` held to ``incoming``."""

    fact = "handover.completed"
    handover_id: Id
    shift_id: Id
    outgoing: Actor
    incoming: Actor
    released_by: Actor | None = None
    items: list[HandoverItem]
