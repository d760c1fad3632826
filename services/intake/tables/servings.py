"""Who serves a customer at the counter."""

from sqlalchemy import Column, Index, Table, Text

from chassis.columns import Instant
from services.intake.tables.base import metadata

servings = Table(
    "servings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("clerk", Text, nullable=False),
    Column("number", Text),
    Column("note", Text),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("successor", Text),
)
_running = servings.c.ended_at.is_(None)
Index("servings_running", servings.c.site, servings.c.clerk, sqlite_where=_running, postgresql_where=_running)
