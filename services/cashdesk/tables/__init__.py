"""The tables of cashdesk."""

from services.cashdesk.tables.append_only import APPEND_ONLY, guards
from services.cashdesk.tables.base import chassis, metadata
from services.cashdesk.tables.closing import differences, seals
from services.cashdesk.tables.deposits import deposit_slips, put_aways, slip_signatures
from services.cashdesk.tables.lending import lent_items, loans
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
from services.cashdesk.tables.promotions import (
    gift_applications,
    gifts,
    promotion_costs,
    promotion_people,
    promotion_sales,
    promotions,
    staff_phones,
)
from services.cashdesk.tables.security_deposits import security_deposit_parts, security_deposits
from services.cashdesk.tables.stock import stock_differences, stock_goods, stock_moves, stock_offers, stock_units

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
    "gift_applications",
    "gifts",
    "guards",
    "lent_items",
    "loans",
    "metadata",
    "payments",
    "payouts",
    "postings",
    "promotion_costs",
    "promotion_people",
    "promotion_sales",
    "promotions",
    "put_aways",
    "receipts",
    "refunds",
    "seals",
    "security_deposit_parts",
    "security_deposits",
    "slip_signatures",
    "staff_phones",
    "stock_differences",
    "stock_goods",
    "stock_moves",
    "stock_offers",
    "stock_units",
    "transfers",
]
