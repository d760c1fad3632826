"""Goods: pieces, counted goods, moves, offers, differences.

``stock_units`` has one row for each piece with a serial: its primary key is what makes two places, or two sales, of
one card impossible. ``stock_moves`` is written once and never touched again.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, Text

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
