"""What every part of followup's language shares."""

from typing import Literal

from contracts.base import Event

SERVICE = "followup"
CallbackState = Literal["scheduled", "due", "completed", "cancelled"]
AttemptOutcome = Literal["unreachable", "inconvenient", "roaming"]
CallMeans = Literal["phone", "visit", "message"]
PlanKind = Literal["callback", "letter"]


class FollowupEvent(Event):
    service = SERVICE
