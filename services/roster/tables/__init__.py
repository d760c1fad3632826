"""The tables of roster."""

from services.roster.tables.base import chassis, metadata
from services.roster.tables.shifts import (
    contacts,
    handover_reports,
    handovers,
    order_news,
    posts,
    roster_versions,
    shifts,
)

__all__ = [
    "chassis",
    "contacts",
    "handover_reports",
    "handovers",
    "metadata",
    "order_news",
    "posts",
    "roster_versions",
    "shifts",
]
