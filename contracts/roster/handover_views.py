"""The handover log (交接班日志) as it is read and printed. Rule TH-14."""

from pydantic import AwareDatetime, Field

from contracts.base import Actor, HandoverItem, Id, Limit, Name, Page, Part, Query
from contracts.roster.common import SERVICE, HandoverKind, HandoverState
from contracts.roster.handovers import ItemWord


class HandoverSection(Part):
    """Items of a kind under one heading: open requests, undone orders, due callbacks, cash, stock and so on."""

    section: Name
    title: dict[str, str]
    items: list[HandoverItem]


class HandoverTopic(Part):
    """One of the post's topics; ``text`` is null until the outgoing person has said how it stands. Rule TH-10."""

    topic: Name
    title: dict[str, str]
    text: str | None = None


class ItemAcknowledgement(ItemWord):
    """Who said it, and when."""

    by: Actor
    at: AwareDatetime


class HandoverStep(Part):
    """One thing that happened with a handover: ``step`` is opened, reported, compiled, overdue, reviewed, noted,
    acknowledged, unrelieved, asked_again, completed, released, relieved."""

    at: AwareDatetime
    by: str
    step: str
    text: str = ""


class HandoverView(Part):
    """The handover log: both names, times, every item (also by section), which services have not reported, and what
    happened when. ``waits_for_customer``: completed, and the outgoing person still serves somebody. Rules TH-14, TH-17.
    """

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
    kind: HandoverKind = "shift"
    round: int = 1
    outgoing_name: str = ""
    incoming_name: str | None = None
    released_by_name: str | None = None
    post_title: dict[str, str] = Field(default_factory=dict)
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    reviewed_at: AwareDatetime | None = None
    remarks: str | None = None
    topics: list[HandoverTopic] = Field(default_factory=list)
    sections: list[HandoverSection] = Field(default_factory=list)
    acknowledged: list[ItemAcknowledgement] = Field(default_factory=list)
    to_acknowledge: list[ItemWord] = Field(default_factory=list, description="What must still be, one by one.")
    held_for: Actor | None = None
    waits_for_customer: bool = False
    history: list[HandoverStep] = Field(default_factory=list)


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
    kind: HandoverKind = "shift"


class HandoverPage(Page[HandoverRow]):
    pass


class ListHandovers(Query):
    service, view, result = SERVICE, "handovers", HandoverPage
    state: HandoverState | None = None
    kind: HandoverKind | None = None
    cursor: str | None = None
    limit: Limit = 50
