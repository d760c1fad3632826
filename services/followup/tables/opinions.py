"""What followup stores of what customers say."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.followup.tables.base import metadata

opinions = Table(
    "opinions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topics", Json, nullable=False),
    Column("sorted", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("answered", Boolean, nullable=False),
)
"""``reference``: the request, or the callback and question, it came with. ``sorted``: it has topics."""
Index("opinions_reference", opinions.c.site, opinions.c.reference, unique=True)
Index("opinions_number", opinions.c.site, opinions.c.number)
Index("opinions_received", opinions.c.site, opinions.c.received_at, opinions.c.id)

opinion_topics = Table(
    "opinion_topics",
    metadata,
    Column("opinion_id", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
)
Index("opinion_topics_received", opinion_topics.c.site, opinion_topics.c.received_at, opinion_topics.c.topic)

opinion_answers = Table(
    "opinion_answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("opinion_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("reply", Text, nullable=False),
)
"""``reference``: the command, step or call by which the customer was answered."""
Index("opinion_answers_opinion", opinion_answers.c.opinion_id, opinion_answers.c.reference, unique=True)

library_revisions = Table(
    "library_revisions",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topics", Json, nullable=False),
    Column("tags", Json, nullable=False),
    Column("reason", Text),
)

library_entries = Table(
    "library_entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("number", Text),
    Column("changed_at", Instant, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)
Index("library_entries_changed", library_entries.c.site, library_entries.c.withdrawn, library_entries.c.changed_at)

library_terms = Table(
    "library_terms",
    metadata,
    Column("site", Text, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("weight", Integer, nullable=False),
)
"""By which the present revisions are found: pairs of Chinese characters, words and their beginnings, topics, tags. No
database tells Chinese words apart without an extension, and the two would not tell them apart alike."""
Index("library_terms_entry", library_terms.c.entry_id)
