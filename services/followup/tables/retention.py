"""What followup stores of customers about to leave."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.followup.tables.base import metadata

retention_cases = Table(
    "retention_cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("number", Text),
    Column("contact", Json, nullable=False),
    Column("segment", Text, nullable=False),
    Column("one_to_one", Boolean, nullable=False),
    Column("group_key", Text),
    Column("group_name", Text),
    Column("watched_at", Instant),
    Column("stage", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("delegated_to", Text),
    Column("opened_at", Instant, nullable=False),
    Column("failed_at", Instant),
    Column("failed_by", Text),
    Column("failure", Text),
    Column("reach", Text),
    Column("next_at", Instant),
    Column("registered_at", Instant),
    Column("closed_at", Instant),
    Column("outcome", Text),
    Column("kept", Boolean),
    Column("reason", Text),
)
"""``customer`` is the id of intake's file, or the number of a request without one; ``contact`` has the masked personal
fields of that request. ``watched_at``: since when the case counts for its group. ``registered_at``: when it first stood
in a register that was sent."""
# One open case a customer, also when two replicas hear of two signs at once.
_OPEN = retention_cases.c.open
Index(
    "retention_cases_customer",
    retention_cases.c.site,
    retention_cases.c.customer,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("retention_cases_opened", retention_cases.c.site, retention_cases.c.opened_at, retention_cases.c.id)
Index("retention_cases_assignee", retention_cases.c.site, retention_cases.c.assignee, retention_cases.c.open)
Index("retention_cases_group", retention_cases.c.site, retention_cases.c.group_key, retention_cases.c.watched_at)
Index("retention_cases_failed", retention_cases.c.site, retention_cases.c.failed_at)

retention_triggers = Table(
    "retention_triggers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("number", Text),
    Column("reason", Text),
    Column("facts", Json, nullable=False),
)
"""``reference``: the request, callback or command that was the sign; each counts once for a trigger."""
Index("retention_triggers_case", retention_triggers.c.case_id)
Index(
    "retention_triggers_reference",
    retention_triggers.c.site,
    retention_triggers.c.reference,
    retention_triggers.c.trigger,
    unique=True,
)

retention_offers = Table(
    "retention_offers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Json, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("answer", Text),
    Column("until", Instant),
    Column("answered_at", Instant),
    Column("answered_by", Text),
)
"""``cost`` in minor units, as the guide said when the offer was made."""
Index("retention_offers_case", retention_offers.c.case_id)

retention_history = Table(
    "retention_history",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("data", Json, nullable=False),
)
Index("retention_history_case", retention_history.c.case_id)

retention_guides = Table(
    "retention_guides",
    metadata,
    Column("site", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("offers", Json, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("published_by", Text, nullable=False),
)

retention_groups = Table(
    "retention_groups",
    metadata,
    Column("site", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("members", Json, nullable=False),
    Column("reported_at", Instant),
)
"""``members``: the cases in the last report of the group. A row without a report is there to be locked."""

retention_locks = Table(
    "retention_locks",
    metadata,
    Column("site", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""A row a customer, a group, a month: whoever writes it first goes first."""
