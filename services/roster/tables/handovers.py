"""Handovers with their reports, words and history; stand-ins, departures, faults; who is serving a customer."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.roster.tables.base import metadata

handovers = Table(
    "handovers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("shift_id", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("outgoing", Text, nullable=False),
    Column("incoming", Text),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Column("note", Text),
    Column("closing_note", Text),
    Column("released_by", Text),
    Column("item_count", Integer, nullable=False),
    Column("kind", Text),
    Column("round", Integer),
    Column("reviewed_at", Instant),
    Column("remarks", Text),
    Column("topics", Json),
    Column("held_for", Text),
    Column("waits_for_customer", Boolean),
)
Index("handovers_state", handovers.c.site, handovers.c.state)
Index("handovers_shift", handovers.c.shift_id)

handover_reports = Table(
    "handover_reports",
    metadata,
    Column("handover_id", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("held", Json, nullable=False),
)

handover_words = Table(
    "handover_words",
    metadata,
    Column("handover_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("note", Text),
    Column("said_by", Text, nullable=False),
    Column("said_at", Instant, nullable=False),
)

handover_steps = Table(
    "handover_steps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("handover_id", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("text", Text, nullable=False),
)
Index("handover_steps_handover", handover_steps.c.handover_id, handover_steps.c.id)

order_news = Table(
    "order_news",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

shift_events = Table(
    "shift_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("major", Boolean, nullable=False),
    Column("handover_id", Text),
)
Index("shift_events_site", shift_events.c.site, shift_events.c.noted_at)

servings = Table(
    "servings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("clerk", Text, nullable=False),
    Column("ended", Boolean, nullable=False),
)
Index("servings_clerk", servings.c.site, servings.c.clerk, servings.c.ended)

stand_ins = Table(
    "stand_ins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("a", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("reason", Text),
    Column("handover_id", Text, nullable=False),
    Column("hand_back_id", Text),
    Column("held", Json, nullable=False),
)
Index("stand_ins_state", stand_ins.c.site, stand_ins.c.state)

departures = Table(
    "departures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("successor", Text, nullable=False),
    Column("announced_by", Text, nullable=False),
    Column("announced_at", Instant, nullable=False),
    Column("handover_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("completed_at", Instant),
)
Index("departures_actor", departures.c.site, departures.c.actor)

faults = Table(
    "faults",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("handover_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("stated_at", Instant, nullable=False),
    Column("persons", Json, nullable=False),
    Column("outgoing_answers", Text),
    Column("incoming_answers", Text),
    Column("ground", Text, nullable=False),
    Column("evidence", Json, nullable=False),
)
Index("faults_handover", faults.c.site, faults.c.handover_id)
