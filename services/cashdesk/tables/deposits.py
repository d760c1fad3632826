"""Takings on their way from the clerk: deposit slips, their signatures, and what collectors put away."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.cashdesk.tables.base import metadata

deposit_slips = Table(
    "deposit_slips",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("clerk", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("session_id", Text),
    Column("drawer", Text),
    Column("kept_minor", BigInteger, nullable=False),
    Column("since", Instant),
    Column("up_to", Instant, nullable=False),
    Column("currency", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("figures", Text, nullable=False),
    Column("lines", Json, nullable=False),
    Column("cash_minor", BigInteger, nullable=False),
    Column("counted_minor", BigInteger, nullable=False),
    Column("expected_minor", BigInteger, nullable=False),
    Column("reason", Text),
    Column("state", Text, nullable=False),
    Column("drawn_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Column("collector", Text),
    Column("witness", Text),
    Column("entry_id", Text),
    Column("note", Text),
)
_drawn = deposit_slips.c.state == "drawn"
Index(
    "deposit_slips_one_a_clerk",
    deposit_slips.c.site,
    deposit_slips.c.clerk,
    unique=True,
    sqlite_where=_drawn,
    postgresql_where=_drawn,
)
Index("deposit_slips_state", deposit_slips.c.site, deposit_slips.c.state, deposit_slips.c.id)
Index("deposit_slips_clerk", deposit_slips.c.site, deposit_slips.c.clerk, deposit_slips.c.id)

slip_signatures = Table(
    "slip_signatures",
    metadata,
    Column("slip_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("site", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

put_aways = Table(
    "put_aways",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("collector", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("expected_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text),
    Column("reference", Text),
    Column("drawers", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("drawn_at", Instant, nullable=False),
    Column("witness", Text),
    Column("decided_at", Instant),
    Column("entry_id", Text),
    Column("note", Text),
)
Index("put_aways_state", put_aways.c.site, put_aways.c.state, put_aways.c.id)
Index("put_aways_collector", put_aways.c.site, put_aways.c.collector, put_aways.c.state)
