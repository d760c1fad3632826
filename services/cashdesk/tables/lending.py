"""Things that are lent, and their loans."""

from sqlalchemy import Column, Index, Table, Text

from chassis.columns import Instant
from services.cashdesk.tables.base import metadata

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
