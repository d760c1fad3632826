"""Security deposits, and what of each was given back or kept."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, Text

from chassis.columns import Instant
from services.cashdesk.tables.base import metadata

security_deposits = Table(
    "security_deposits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("returned_minor", BigInteger, nullable=False),
    Column("kept_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("number", Text),
    Column("item", Text),
    Column("customer", Text),
    Column("phone", Text),
    Column("reference", Text),
    Column("taken_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("entry_id", Text, nullable=False),
    CheckConstraint(
        "returned_minor >= 0 AND kept_minor >= 0 AND returned_minor + kept_minor <= amount_minor",
        name="security_deposits_never_exceeded",
    ),
)
Index("security_deposits_state", security_deposits.c.site, security_deposits.c.state, security_deposits.c.id)
Index("security_deposits_number", security_deposits.c.site, security_deposits.c.number)
Index("security_deposits_item", security_deposits.c.site, security_deposits.c.item)

security_deposit_parts = Table(
    "security_deposit_parts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("deposit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("name", Text),
    Column("reason", Text),
    Column("reference", Text),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
    Column("entry_id", Text),
)
Index("security_deposit_parts_deposit", security_deposit_parts.c.deposit_id)
