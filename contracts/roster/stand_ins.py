"""B stands in for A (A角/B角) and hands back. Rule TH-11."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, HandoverItem, Id, Name, Part, Query, Recipient, Text
from contracts.roster.common import SERVICE, RosterEvent

StandInState = Literal["beginning", "holding", "handing_back", "ended"]


class StandInReceipt(Part):
    stand_in_id: Id
    state: StandInState
    handover_id: Id


class BeginStandIn(Command):
    """A is absent: what A of the ``post`` holds is held by B until it is handed back. By a manager or by B."""

    service, action, result = SERVICE, "begin_stand_in", StandInReceipt
    post: Name
    reason: Text | None = None


class HandBack(Command):
    """A is back: what is still open of what B held for A is handed back; A acknowledges. By A, B or a manager. When A
    signs in for a shift it happens by itself."""

    service, action, result = SERVICE, "hand_back", StandInReceipt
    stand_in_id: Id


class StandInRow(Part):
    """``handover_id`` is how A's items came to B, ``hand_back_id`` how they go back; ``items`` is what B holds for A
    as it was then."""

    stand_in_id: Id
    post: str
    a: Actor
    b: Actor
    state: StandInState
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    reason: str | None
    handover_id: Id
    hand_back_id: Id | None
    items: list[HandoverItem]


class StandInView(Part):
    rows: list[StandInRow]


class ListStandIns(Query):
    """Who holds what for whom; with ``ended`` also those handed back, the newest 200 at most."""

    service, view, result = SERVICE, "stand_ins", StandInView
    staff: Actor | None = None
    ended: bool = False


class StandInBegan(RosterEvent):
    """B holds the ``items`` of A."""

    fact = "stand_in.began"
    stand_in_id: Id
    handover_id: Id
    post: str
    a: Actor
    b: Actor
    items: list[HandoverItem]


class StandInMissing(RosterEvent):
    """A is absent and nobody can stand in: the post has no B, or B has left; ``recipients`` hear it."""

    fact = "stand_in.missing"
    post: str
    a: Actor
    reason: str
    recipients: list[Recipient]


class StandInEnded(RosterEvent):
    """A has taken back what was still open; ``items`` counts it."""

    fact = "stand_in.ended"
    stand_in_id: Id
    handover_id: Id
    post: str
    a: Actor
    b: Actor
    items: int
