"""What every part of roster's language shares."""

from typing import Literal

from contracts.base import Event

SERVICE = "roster"
HandoverState = Literal["opened", "compiled", "reviewed", "unrelieved", "completed", "released", "withdrawn"]
HandoverKind = Literal["shift", "stand_in", "hand_back", "departure"]
"""At the end of a shift; when B stands in for A; when A is back; when somebody leaves or moves. TH-11, TH-12, TH-14."""
ShiftState = Literal["planned", "started", "ended"]


class RosterEvent(Event):
    service = SERVICE
