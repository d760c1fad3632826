"""Gifts, promotions, and the fingerprints of staff's phones."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.cashdesk.tables.base import metadata

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
