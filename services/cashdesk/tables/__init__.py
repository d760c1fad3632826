"""The tables of cashdesk."""

from services.cashdesk.tables.base import chassis, metadata
from services.cashdesk.tables.money import (
    allocations,
    cancellations,
    charges,
    decisions,
    drawer_sessions,
    entries,
    payments,
    payouts,
    postings,
    receipts,
    refunds,
    transfers,
)

__all__ = [
    "allocations",
    "cancellations",
    "charges",
    "chassis",
    "decisions",
    "drawer_sessions",
    "entries",
    "metadata",
    "payments",
    "payouts",
    "postings",
    "receipts",
    "refunds",
    "transfers",
]
