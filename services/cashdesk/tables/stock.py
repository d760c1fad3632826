"""Goods, gifts, promotions and lent things.

``stock_units`` has one row for each piece with a serial: its primary key is what makes two places, or two sales, of
one card impossible. ``stock_moves`` is written once and never touched again.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.cashdesk.tables.base import metadata

stock_units = Table(
    "stock_units",
    metadata,
    Column("site", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("place", Text, nullable=False),
    Column("claim", Text),
    Column("charge_id", Text),
    Column("cost_minor", BigInteger),
    Column("at", Instant, nullable=False),
)
Index("stock_units_place", stock_units.c.site, stock_units.c.place, stock_units.c.type)
_charged = stock_units.c.charge_id.is_not(None)
Index("stock_units_charge", stock_units.c.charge_id, sqlite_where=_charged, postgresql_where=_charged)

stock_goods = Table(
    "stock_goods",
    metadata,
    Column("site", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("pieces", BigInteger, nullable=False),
    Column("claimed", BigInteger, nullable=False),
    CheckConstraint("claimed >= 0 AND pieces >= claimed", name="stock_goods_not_negative"),
)

stock_moves = Table(
    "stock_moves",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("pieces", BigInteger, nullable=False),
    Column("series", Text),
    Column("first", BigInteger),
    Column("last", BigInteger),
    Column("actor", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("number", Text),
    Column("note", Text),
)
Index("stock_moves_source", stock_moves.c.site, stock_moves.c.source, stock_moves.c.day)
Index("stock_moves_target", stock_moves.c.site, stock_moves.c.target, stock_moves.c.day)
Index("stock_moves_reference", stock_moves.c.reference)
Index("stock_moves_series", stock_moves.c.site, stock_moves.c.series, stock_moves.c.first)

stock_offers = Table(
    "stock_offers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("giver", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("lines", Json, nullable=False),
    Column("application_id", Text),
    Column("state", Text, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("reason", Text),
)
Index("stock_offers_state", stock_offers.c.site, stock_offers.c.state, stock_offers.c.id)

stock_differences = Table(
    "stock_differences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("missing", Json, nullable=False),
    Column("counted_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
)
Index("stock_differences_state", stock_differences.c.site, stock_differences.c.state, stock_differences.c.id)

gift_applications = Table(
    "gift_applications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("promotion", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("pieces", BigInteger, nullable=False),
    Column("issued", BigInteger, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
    CheckConstraint("issued >= 0 AND issued <= pieces", name="gift_applications_issued"),
)
Index("gift_applications_state", gift_applications.c.site, gift_applications.c.state, gift_applications.c.id)

gifts = Table(
    "gifts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("promotion", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("pieces", BigInteger, nullable=False),
    Column("serials", Json, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Text, nullable=False),
    Column("cost_minor", BigInteger, nullable=False),
    Column("number", Text),
)
Index("gifts_recipient", gifts.c.site, gifts.c.promotion, gifts.c.fingerprint)

promotions = Table(
    "promotions",
    metadata,
    Column("site", Text, primary_key=True),
    Column("promotion", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("starts", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Column("budget_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("items", Json, nullable=False),
    Column("gifts", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_by", Text),
    Column("closed_at", Instant),
)

promotion_people = Table(
    "promotion_people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("promotion", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("contacted_day", Text, nullable=False),
    Column("responded_day", Text),
    Column("bought_day", Text),
    Column("recorded_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index(
    "promotion_people_once",
    promotion_people.c.site,
    promotion_people.c.promotion,
    promotion_people.c.fingerprint,
    unique=True,
)

promotion_sales = Table(
    "promotion_sales",
    metadata,
    Column("charge_id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("promotion", Text, nullable=False),
    Column("participant_id", Text),
    Column("number", Text, nullable=False),
    Column("clerk", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("promotion_sales_promotion", promotion_sales.c.site, promotion_sales.c.promotion)

promotion_costs = Table(
    "promotion_costs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("promotion", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Text, nullable=False),
)
Index("promotion_costs_promotion", promotion_costs.c.site, promotion_costs.c.promotion)

staff_phones = Table(
    "staff_phones",
    metadata,
    Column("site", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("fingerprint", Text),
    Column("revision", Integer, nullable=False),
)
Index("staff_phones_fingerprint", staff_phones.c.site, staff_phones.c.fingerprint)

lent_items = Table(
    "lent_items",
    metadata,
    Column("site", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("holder", Text),
    Column("loan_id", Text),
    Column("due_at", Instant),
    Column("registered_by", Text, nullable=False),
    Column("registered_at", Instant, nullable=False),
)
Index("lent_items_holder", lent_items.c.site, lent_items.c.holder)

loans = Table(
    "loans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("lender", Text, nullable=False),
    Column("borrower", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("return_signed_at", Instant),
    Column("reported_by", Text),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Column("note", Text),
)
Index("loans_item", loans.c.site, loans.c.item, loans.c.id)
