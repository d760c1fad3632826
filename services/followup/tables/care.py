"""What followup stores of the care plan."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.followup.tables.base import metadata

care_cases = Table(
    "care_cases",
    metadata,
    Column("callback_id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("special", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Column("earliest", Instant, nullable=False),
    Column("latest", Instant, nullable=False),
    Column("promised", Json),
    Column("put_off", Json),
    Column("used", Text),
    Column("late", Boolean),
)
"""What is particular of a callback of the care plan. ``round``: 0 for the first call of a request, one more for each
answer that was promised. ``promised``: what the customer was told of it in the round before; ``put_off``: what the
customer is to be told now."""
Index("care_cases_accepted", care_cases.c.site, care_cases.c.segment, care_cases.c.accepted_at)
Index("care_cases_number", care_cases.c.site, care_cases.c.number)

leases = Table(
    "leases",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("holder", Text),
    Column("callback_id", Text),
    Column("expires_at", Instant),
)
"""Who has the customer of a request on the telephone. All requests of one ``customer`` are taken together; it is the
request's own number where the customer is not known."""
Index("leases_customer", leases.c.site, leases.c.customer)
Index("leases_holder", leases.c.site, leases.c.holder)

findings = Table(
    "findings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("callback_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("important", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reported_at", Instant),
)
_UNREPORTED = findings.c.reported_at.is_(None)
Index("findings_at", findings.c.site, findings.c.at)
Index(
    "findings_unreported",
    findings.c.site,
    findings.c.important,
    sqlite_where=_UNREPORTED,
    postgresql_where=_UNREPORTED,
)

coverage_warnings = Table(
    "coverage_warnings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("segment", Text, primary_key=True),
    Column("month", Text, nullable=False),
    Column("said", Json, nullable=False),
)
"""The last warning of each segment, so that it is not told again while nothing has changed."""
