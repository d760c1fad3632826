"""The tables every service has beside its own: inbox, outbox, timers, the staff directory.

Call ``chassis_tables(metadata)`` once in a service's ``tables.py``.
"""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

from chassis.columns import Instant, Json


@dataclass(frozen=True)
class ChassisTables:
    """``inbox``: what was handled and answered. ``outbox``: what is to be published. ``timers``: what will fall
    due. ``staff`` and ``directory``: who is who, as roster announced it."""

    inbox: Table
    outbox: Table
    timers: Table
    staff: Table
    directory: Table


def chassis_tables(metadata: MetaData) -> ChassisTables:
    inbox = Table(
        "inbox",
        metadata,
        Column("id", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        Column("status", Integer, nullable=False),
        Column("reply", Text, nullable=False),
        Column("handled_at", BigInteger, nullable=False, index=True),
    )
    outbox = Table(
        "outbox",
        metadata,
        Column("id", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("headers", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
    )
    timers = Table(
        "timers",
        metadata,
        Column("id", Text, primary_key=True),
        Column("site", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("number", Text, nullable=False),
        Column("data", Json, nullable=False),
        Column("parked", Integer, nullable=False),
    )
    Index("timers_due", timers.c.due_at)
    staff = Table(
        "directory_staff",
        metadata,
        Column("site", Text, primary_key=True),
        Column("actor", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("roles", Json, nullable=False),
        Column("department", Text, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("duty_revision", Integer, nullable=False),
        Column("on_duty", Boolean, nullable=False),
        Column("post", Text),
        Column("duty_until", Instant),
    )
    directory = Table(
        "directory",
        metadata,
        Column("site", Text, primary_key=True),
        Column("version", BigInteger, nullable=False),
    )
    return ChassisTables(inbox, outbox, timers, staff, directory)
