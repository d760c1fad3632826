"""The tables of followup."""

from services.followup.tables.base import chassis, metadata
from services.followup.tables.callbacks import attempts, callbacks, cancellations, cycles, moves, requests, summaries

__all__ = [
    "attempts",
    "callbacks",
    "cancellations",
    "chassis",
    "cycles",
    "metadata",
    "moves",
    "requests",
    "summaries",
]
