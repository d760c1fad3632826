"""Seals of the ledger's days, and differences that wait for an approver. Seals are written once, as entries are."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.cashdesk.tables.base import metadata

seals = Table(
    "seals",
    metadata,
    Column("site", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("day", Text, nullable=False),
    Column("since", Instant),
    Column("up_to", Instant, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("debit_minor", BigInteger, nullable=False),
    Column("credit_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("balances", Json, nullable=False),
    Column("digests", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("sealed_by", Text, nullable=False),
    Column("sealed_at", Instant, nullable=False),
)
Index("seals_up_to", seals.c.site, seals.c.up_to)

differences = Table(
    "differences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("drawer", Text),
    Column("counted_by", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
)
Index("differences_state", differences.c.site, differences.c.state, differences.c.id)
