"""What every part of roster's language shares."""

from typing import Literal

from contracts.base import Event

SERVICE = "roster"
HandoverState = Literal["opened", "compiled", "unrelieved", "completed", "released"]
ShiftState = Literal["planned", "started", "ended"]


class RosterEvent(Event):
    service = SERVICE
