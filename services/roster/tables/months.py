"""What roster stores of months: drafts, versions, later changes, deadlines, summaries; and what a month is planned
from: skills, wishes, absences; and swaps."""

from sqlalchemy import Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.roster.tables.base import metadata

month_drafts = Table(
    "month_drafts",
    metadata,
    Column("site", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("shifts", Json, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", Instant, nullable=False),
)

month_versions = Table(
    "month_versions",
    metadata,
    Column("site", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("published_by", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("shifts", Json, nullable=False),
    Column("recipients", Json, nullable=False),
)

month_changes = Table(
    "month_changes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("month_version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("reason", Text),
    Column("old", Json),
    Column("new", Json),
)
Index("month_changes_month", month_changes.c.site, month_changes.c.month)

month_tasks = Table(
    "month_tasks",
    metadata,
    Column("site", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("told_at", Instant),
    Column("times", Integer, nullable=False),
)

month_summaries = Table(
    "month_summaries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("summary", Json, nullable=False),
)
Index("month_summaries_month", month_summaries.c.site, month_summaries.c.month)

staff_skills = Table(
    "staff_skills",
    metadata,
    Column("site", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("skills", Json, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("site", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("pattern", Text),
    Column("post", Text),
    Column("weight", Integer, nullable=False),
    Column("wished_at", Instant, nullable=False),
)
Index("wishes_day", wishes.c.site, wishes.c.day)

absences = Table(
    "absences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("reported_by", Text, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("decision_reason", Text),
    Column("began_at", Instant),
    Column("ended_at", Instant),
)
Index("absences_days", absences.c.site, absences.c.last_day)
Index("absences_actor", absences.c.site, absences.c.actor)

swaps = Table(
    "swaps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("colleague", Text, nullable=False),
    Column("shift_id", Text, nullable=False),
    Column("their_shift_id", Text),
    Column("gives", Json, nullable=False),
    Column("takes", Json),
    Column("reason", Text),
    Column("asked_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("decision_reason", Text),
)
Index("swaps_state", swaps.c.site, swaps.c.state)
