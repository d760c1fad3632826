"""Who answers for a fault found after a handover, decided from its log. Rule TH-16."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, Text
from contracts.roster.common import SERVICE, RosterEvent

Content = Literal["right", "wrong", "unknown"]
FaultGround = Literal[
    "not_handed_over", "not_in_log", "stayed", "handed_over_wrongly", "dropped", "arose_later", "not_told_apart"
]


class Evidence(Part):
    """One fact the decision rests on: from the log, or as the manager stated it."""

    at: AwareDatetime
    by: str
    what: str


class FaultReceipt(Part):
    """Who answers for it, on what ground, by which evidence."""

    fault_id: Id
    persons: list[Actor]
    ground: FaultGround
    evidence: list[Evidence]


class AttributeFault(Command):
    """A manager states what went wrong; who answers for it follows from the log. ``reference`` is the item's reference
    or number, ``kind`` its kind where a number stands for several. ``content``: whether the log said of it what was
    true when it was handed over; wrong needs ``proof``. ``actual_state``: the state it really had then, compared with
    the log's. ``arose_at``: when it came into being, if later than the handover. Rule TH-16."""

    service, action, result = SERVICE, "attribute_fault", FaultReceipt
    handover_id: Id
    reference: Text
    kind: Name | None = None
    what: Text
    found_at: AwareDatetime
    content: Content = "right"
    proof: Text | None = None
    actual_state: Text | None = None
    arose_at: AwareDatetime | None = None


class FaultRow(FaultReceipt):
    handover_id: Id
    reference: str
    what: str
    found_at: AwareDatetime
    stated_by: Actor
    stated_at: AwareDatetime


class FaultPage(Page[FaultRow]):
    pass


class ListFaults(Query):
    """Faults that were attributed, newest first."""

    service, view, result = SERVICE, "faults", FaultPage
    handover_id: Id | None = None
    person: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class FaultAttributed(RosterEvent):
    """Handed over wrongly or not at all: the outgoing person; acknowledged and dropped: the incoming; not to be told
    apart: both. Rule TH-16."""

    fact = "fault.attributed"
    fault_id: Id
    handover_id: Id
    reference: str
    what: str
    persons: list[Actor]
    ground: FaultGround
    evidence: list[Evidence]
