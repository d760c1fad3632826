"""Who serves a customer at the counter right now. Rule TH-17."""

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Part, Query, RequestNumber, Text
from contracts.intake.common import SERVICE, IntakeEvent


class ServingReceipt(Part):
    serving_id: Id


class StartServing(Command):
    """A customer is at the counter. Until ``finish_serving`` a handover does not end the shift, and the request named
    stays with whoever serves. One customer at a time. Rule TH-17."""

    service, action, result = SERVICE, "start_serving", ServingReceipt
    number: RequestNumber | None = None
    note: Text | None = None


class FinishServing(Command):
    """The customer has been served to the end. What is still open and was handed over meanwhile goes to the successor
    now. ``serving_id``: another one's, by a manager. Rule TH-17."""

    service, action, result = SERVICE, "finish_serving", ServingReceipt
    serving_id: Id | None = None


class ServingRow(Part):
    """``successor`` has taken over the post meanwhile."""

    serving_id: Id
    clerk: Actor
    number: RequestNumber | None
    note: str | None
    began_at: AwareDatetime
    successor: Actor | None


class ServingView(Part):
    rows: list[ServingRow]


class ListServings(Query):
    """Who is serving a customer now."""

    service, view, result = SERVICE, "servings", ServingView


class ServingBegan(IntakeEvent):
    fact = "serving.began"
    serving_id: Id
    clerk: Actor
    request: RequestNumber | None = None


class ServingEnded(IntakeEvent):
    fact = "serving.ended"
    serving_id: Id
    clerk: Actor
    request: RequestNumber | None = None
