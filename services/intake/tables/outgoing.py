"""What goes out to people: notices, and each single delivery of a notice, notification or letter."""

from sqlalchemy import Column, Index, Integer, Table, Text

from chassis.columns import Instant
from services.intake.tables.base import metadata

notices = Table(
    "notices",
    metadata,
    Column("site", Text, primary_key=True),
    Column("notice_id", Text, primary_key=True),
    Column("audience", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("number", Text),
    Column("published_by", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Column("recipients", Integer, nullable=False),
)
Index("notices_time", notices.c.site, notices.c.published_at, notices.c.notice_id)

deliveries = Table(
    "deliveries",
    metadata,
    Column("site", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("number", Text),
    Column("notification", Text),
    Column("notice_id", Text),
    Column("plan", Text),
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant),
    Column("done_at", Instant),
    Column("reason", Text),
    Column("reference", Text),
)
_of_a_notice = deliveries.c.notice_id.is_not(None)
_about_a_request = deliveries.c.number.is_not(None)
_undelivered = deliveries.c.state == "undeliverable"
Index(
    "deliveries_notice",
    deliveries.c.site,
    deliveries.c.notice_id,
    deliveries.c.created_at,
    deliveries.c.delivery_id,
    sqlite_where=_of_a_notice,
    postgresql_where=_of_a_notice,
)
Index(
    "deliveries_undelivered",
    deliveries.c.site,
    deliveries.c.created_at,
    deliveries.c.delivery_id,
    sqlite_where=_undelivered,
    postgresql_where=_undelivered,
)
Index(
    "deliveries_number",
    deliveries.c.site,
    deliveries.c.number,
    deliveries.c.created_at,
    deliveries.c.delivery_id,
    sqlite_where=_about_a_request,
    postgresql_where=_about_a_request,
)
