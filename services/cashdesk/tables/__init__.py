"""The tables of cashdesk."""

from services.cashdesk.tables.append_only import APPEND_ONLY, guards
from services.cashdesk.tables.base import chassis, metadata
from services.cashdesk.tables.closing import differences, seals
from services.cashdesk.tables.deposits import deposit_slips, put_aways, slip_signatures
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
    "APPEND_ONLY",
    "allocations",
    "cancellations",
    "charges",
    "chassis",
    "decisions",
    "deposit_slips",
    "differences",
    "drawer_sessions",
    "entries",
    "guards",
    "metadata",
    "payments",
    "payouts",
    "postings",
    "put_aways",
    "receipts",
    "refunds",
    "seals",
    "slip_signatures",
    "transfers",
]
