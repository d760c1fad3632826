"""The tables of dispatch. Spans of time are whole microseconds; ``live`` is false for what a return or a new
cycle has set aside and kept as history."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text, text

from chassis.columns import Instant, Json
from chassis.tables import chassis_tables

metadata = MetaData()
chassis = chassis_tables(metadata)

orders = Table(
    "orders",
    metadata,
    Column("number", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("severity", Text),
    Column("state", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("assignee", Text),
    Column("received_by", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("form", Json, nullable=False),
    Column("fingerprints", Json, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("claims", Json, nullable=False),
    Column("budgets", Json, nullable=False),
    Column("playbook", Text, nullable=False),
    Column("playbook_version", Integer, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("routed_at", Instant, nullable=False),
    Column("round_started_at", Instant, nullable=False),
    Column("hold", Json),
    Column("carried_over", Text),
    Column("completed_at", Instant),
    Column("ended_at", Instant),
    Column("transferred_at", Instant),
    Column("reopened_at", Instant),
    Column("rank", Integer, nullable=False),
    Column("tier", Text),
    Column("customer_id", Text),
    Column("decisions", Json, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("part_of", Text),
    Column("title", Text),
)
Index("orders_rank", orders.c.site, orders.c.state, orders.c.rank, orders.c.order_id)
Index("orders_routed", orders.c.site, orders.c.routed_at)
Index("orders_ended", orders.c.site, orders.c.ended_at)
Index("orders_assignee", orders.c.site, orders.c.assignee)
Index("orders_completed", orders.c.site, orders.c.completed_at)

steps = Table(
    "steps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("step", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("records", Json, nullable=False),
    Column("decision", Text),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("line", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("on_step", Boolean, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("reckoned", Text, nullable=False),
    Column("playbook", Text, nullable=False),
    Column("playbook_version", Integer, nullable=False),
    Column("pause_on_hold", Boolean, nullable=False),
    Column("promised", BigInteger, nullable=False),
    Column("budget", BigInteger, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("rest", BigInteger),
    Column("reset_held", Boolean, nullable=False),
    Column("escalated", Integer, nullable=False),
    Column("ended_at", Instant),
    Column("decided_at", Instant),
    Column("story", Json, nullable=False),
)
Index("deadlines_due", deadlines.c.site, deadlines.c.due_at, deadlines.c.id)
Index("deadlines_decided", deadlines.c.site, deadlines.c.decided_at)
OPEN = text("live AND state IN ('running', 'paused')")
"""Deadlines that still run or will run again. In words, because SQLite uses a partial index only for a query that
repeats its condition literally."""
Index(
    "deadlines_open",
    deadlines.c.site,
    deadlines.c.reckoned,
    deadlines.c.id,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
ON_SHIFT = text("live AND state IN ('running', 'paused') AND clock = 'shift'")
Index("deadlines_on_shift", deadlines.c.site, sqlite_where=ON_SHIFT, postgresql_where=ON_SHIFT)

heard = Table(
    "heard",
    metadata,
    Column("number", Text, primary_key=True),
    Column("cycle", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""When an event that a playbook names as a moment first came, also before its order exists."""

timings = Table(
    "timings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("document", Text, nullable=False),
)
"""The calendars and promises that deadlines were reckoned by, because what has passed on a clock is counted by the
calendar of that time."""

workings = Table(
    "workings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("document", Text, nullable=False),
)
"""The playbook each site works with."""

checks = Table(
    "checks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("rest", BigInteger),
    Column("asked_at", Instant),
    Column("answers", Json, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("approver_role", Text, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
    Column("place", Integer, nullable=False),
    Column("delegate", Text),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("claim", Text, nullable=False),
    Column("state", Text, nullable=False),
)
"""What cashdesk announced of charges, allocations and payouts, a row each; it may be heard of before the order is."""

early_decisions = Table(
    "early_decisions",
    metadata,
    Column("number", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("said", Json, nullable=False),
)
"""What decision tables said of requests whose order is not known yet."""

digests = Table(
    "digests",
    metadata,
    Column("site", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sent_at", Instant, nullable=False),
)
"""When each digest was sent last."""

digest_items = Table(
    "digest_items",
    metadata,
    Column("number", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("digest_id", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
)
"""Which order was in which digest."""

attachments = Table(
    "attachments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("object", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

owners = Table(
    "owners",
    metadata,
    Column("number", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("owner", Text, nullable=False),
)
"""Requests whose responsibility moved; all others belong to whoever received them."""

counter_requests = Table(
    "counter_requests",
    metadata,
    Column("number", Text, primary_key=True),
    Column("site", Text, nullable=False),
)
"""Confirmed requests of lines without steps: known, and never to become an order."""

history = Table(
    "history",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", Json, nullable=False),
)

playbook_lines = Table(
    "playbook_lines",
    metadata,
    Column("site", Text, primary_key=True),
    Column("playbook", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("document", Text, nullable=False),
)
"""The lines of every playbook version this desk worked with, because a cycle keeps the version it began with."""
