"""Meetings and what they decided."""

from sqlalchemy import Column, Index, Table, Text

from chassis.columns import Instant, Json
from services.roster.tables.base import metadata

meetings = Table(
    "meetings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("room", Text),
    Column("called_by", Text, nullable=False),
    Column("attend", Json, nullable=False),
    Column("agenda", Text),
    Column("present", Json, nullable=False),
    Column("text", Text),
    Column("recorded_by", Text),
    Column("reason", Text),
)
Index("meetings_start", meetings.c.site, meetings.c.starts_at, meetings.c.id)

meeting_people = Table(
    "meeting_people",
    metadata,
    Column("meeting_id", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("site", Text, nullable=False),
)
Index("meeting_people_person", meeting_people.c.site, meeting_people.c.person)

meeting_decisions = Table(
    "meeting_decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("meeting_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("outcome", Text),
    Column("ended_by", Text),
    Column("ended_at", Instant),
    Column("changes", Json, nullable=False),
)
Index("meeting_decisions_due", meeting_decisions.c.site, meeting_decisions.c.state, meeting_decisions.c.due)
Index("meeting_decisions_meeting", meeting_decisions.c.meeting_id)
