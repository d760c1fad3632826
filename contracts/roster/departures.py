"""Whoever leaves or moves hands everything over first. Rule TH-12."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, HandoverItem, Id, Part, Query, Text
from contracts.roster.common import SERVICE, HandoverState, RosterEvent

DepartureKind = Literal["transfer", "resignation", "dismissal", "leave"]


class DepartureReceipt(Part):
    departure_id: Id
    handover_id: Id


class AnnounceDeparture(Command):
    """Somebody is transferred, resigns, is dismissed or goes on leave from ``from_day`` on: a handover of all that the
    person holds is opened to the ``successor``, who acknowledges it. By a manager."""

    service, action, result = SERVICE, "announce_departure", DepartureReceipt
    actor: Actor
    kind: DepartureKind
    from_day: date
    successor: Actor
    note: Text | None = None


class CancelDeparture(Command):
    """The person stays after all; an open handover of the departure is withdrawn. By a manager."""

    service, action, result = SERVICE, "cancel_departure", DepartureReceipt
    departure_id: Id
    reason: Text


class DepartureRow(Part):
    """``by_hand`` is what the person must give back from hand to hand before the handover can be completed."""

    departure_id: Id
    actor: Actor
    kind: DepartureKind
    from_day: date
    successor: Actor
    announced_by: Actor
    announced_at: AwareDatetime
    handover_id: Id
    handover_state: HandoverState
    completed_at: AwareDatetime | None
    by_hand: list[HandoverItem]


class DepartureView(Part):
    rows: list[DepartureRow]


class ListDepartures(Query):
    """Who leaves or moves; the newest 200 at most."""

    service, view, result = SERVICE, "departures", DepartureView
    actor: Actor | None = None


class DepartureAnnounced(RosterEvent):
    fact = "departure.announced"
    departure_id: Id
    handover_id: Id
    actor: Actor
    kind: DepartureKind
    from_day: date
    successor: Actor


class DepartureCancelled(RosterEvent):
    fact = "departure.cancelled"
    departure_id: Id
    handover_id: Id
    actor: Actor
    reason: str


class DepartureCompleted(RosterEvent):
    """The person holds nothing any more; the account may be closed. Rule TH-12."""

    fact = "departure.completed"
    departure_id: Id
    handover_id: Id
    actor: Actor
    kind: DepartureKind
    successor: Actor
