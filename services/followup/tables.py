"""What followup stores."""

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, Table, Text

from chassis.columns import Instant, Json
from chassis.tables import chassis_tables

metadata = MetaData()
chassis = chassis_tables(metadata)

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("plan", Json, nullable=False),
    Column("department", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("assignee", Text, nullable=False),
    Column("delegated_to", Text),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ratings", Json, nullable=False),
    Column("satisfied", Boolean),
    Column("summary", Text),
    Column("remarks", Text),
    Column("duration_seconds", Integer),
    Column("ended_by", Text),
    Column("ended_at", Instant),
)
Index("callbacks_number", callbacks.c.site, callbacks.c.number)
Index("callbacks_due", callbacks.c.site, callbacks.c.state, callbacks.c.due_at)
Index("callbacks_assignee", callbacks.c.site, callbacks.c.assignee, callbacks.c.state)
Index("callbacks_delegated", callbacks.c.site, callbacks.c.delegated_to)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("callback_id", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("note", Text),
    Column("next_at", Instant),
)

moves = Table(
    "moves",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("owner", Text, nullable=False),
)
Index("moves_number", moves.c.site, moves.c.number)

cancellations = Table(
    "cancellations",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("cancelled_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)

cycles = Table(
    "cycles",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("cycle", Integer, nullable=False),
)
