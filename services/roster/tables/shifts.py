"""What roster stores. Names, roles and duty of the staff stand in the chassis' directory, which roster fills first."""

from sqlalchemy import Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.roster.tables.base import metadata

contacts = Table(
    "contacts",
    metadata,
    Column("site", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("phone", Text),
)

posts = Table(
    "posts",
    metadata,
    Column("site", Text, primary_key=True),
    Column("post", Text, primary_key=True),
    Column("a", Text, nullable=False),
    Column("b", Text),
    Column("set_by", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
)

roster_versions = Table(
    "roster_versions",
    metadata,
    Column("site", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("published_by", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("shifts", Json, nullable=False),
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("post", Text, nullable=False),
    Column("staff", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("signed_in_at", Instant),
    Column("late_seconds", Integer, nullable=False),
    Column("ended_at", Instant),
    Column("confirmed", Json),
)
Index("shifts_day", shifts.c.site, shifts.c.day)
Index("shifts_staff", shifts.c.site, shifts.c.staff, shifts.c.starts_at)
Index("shifts_state", shifts.c.site, shifts.c.state)
Index("shifts_start", shifts.c.site, shifts.c.starts_at)
