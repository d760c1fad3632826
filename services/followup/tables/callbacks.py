"""What followup stores."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.followup.tables.base import metadata

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("plan", Json, nullable=False),
    Column("department", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("assignee", Text, nullable=False),
    Column("delegated_to", Text),
    Column("worker", Text),
    Column("due_at", Instant, nullable=False),
    Column("late_at", Instant),
    Column("overdue_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("ratings", Json, nullable=False),
    Column("answers", Json, nullable=False),
    Column("satisfied", Boolean),
    Column("summary", Text),
    Column("remarks", Text),
    Column("duration_seconds", Integer),
    Column("ended_by", Text),
    Column("ended_at", Instant),
)
"""What is owed to customers, calls and letters alike: each plan ``name`` once in a cycle of its request. What
comes once however often the work begins again is of cycle 0. ``worker`` was the order's assignee."""
# Each plan once a cycle, also when two replicas hear of its moment at once.
Index("callbacks_number", callbacks.c.site, callbacks.c.number, callbacks.c.name, callbacks.c.cycle, unique=True)
Index("callbacks_due", callbacks.c.site, callbacks.c.state, callbacks.c.due_at)
_ENDED = callbacks.c.ended_at.is_not(None)
Index("callbacks_ended", callbacks.c.site, callbacks.c.ended_at, sqlite_where=_ENDED, postgresql_where=_ENDED)
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
    Column("means", Text),
    Column("duration_seconds", Integer),
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

requests = Table(
    "requests",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("line", Text),
    Column("severity", Text),
    Column("tier", Text),
    Column("department", Text),
    Column("received_by", Text),
    Column("form", Json, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("customer_id", Text),
)
"""Requests of lines whose plans need more than a verified order tells. Without a ``line``: only its amended form
came so far. Personal data is masked."""
_OF_CUSTOMER = requests.c.customer_id.is_not(None)
Index(
    "requests_customer",
    requests.c.site,
    requests.c.customer_id,
    requests.c.number,
    sqlite_where=_OF_CUSTOMER,
    postgresql_where=_OF_CUSTOMER,
)

summaries = Table(
    "summaries",
    metadata,
    Column("site", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("title", Json),
    Column("totals", Json),
    Column("recipients", Json),
    Column("callback_ids", Json, nullable=False),
)
"""The latest summary of each name; without a ``title`` none was sent yet, and the first counts from ``until``."""
