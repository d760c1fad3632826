"""Requests with their papers, files and follow-up record.

Full forms stay here; ``masked_form`` is what views and events show.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, true

from chassis.columns import Instant, Json
from services.intake.tables.base import metadata

numbers = Table(
    "numbers",
    metadata,
    Column("site", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("line", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("severity", Text),
    Column("channel", Text, nullable=False),
    Column("form", Json, nullable=False),
    Column("masked_form", Json, nullable=False),
    Column("owner", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("offered_to", Text),
    Column("department", Text),
    Column("revision", Integer, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("awaits_payment", Boolean, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("closed_at", Instant),
    Column("outcome", Text),
    Column("last_note_at", Instant),
    Column("last_note", Text),
    Column("tier", Text),
    Column("customer_id", Text),
    Column("held_for", Text),
)
# Partial, so that hundreds of thousands of archived requests weigh neither on recording nor on open lists.
_open = requests.c.is_open == true()
_ended = requests.c.is_open != true()
Index(
    "requests_open",
    requests.c.site,
    requests.c.recorded_at,
    requests.c.number,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(
    "requests_open_owner",
    requests.c.site,
    requests.c.owner,
    requests.c.recorded_at,
    requests.c.number,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(
    "requests_ended",
    requests.c.site,
    requests.c.state,
    requests.c.recorded_at,
    requests.c.number,
    sqlite_where=_ended,
    postgresql_where=_ended,
)
_of_a_customer = requests.c.customer_id.is_not(None)
Index(
    "requests_customer",
    requests.c.site,
    requests.c.customer_id,
    requests.c.recorded_at,
    requests.c.number,
    sqlite_where=_of_a_customer,
    postgresql_where=_of_a_customer,
)

received_documents = Table(
    "received_documents",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("original", Boolean, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("note", Text),
    Column("received_by", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("attachment_id", Text, primary_key=True),
    Column("object", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

record_entries = Table(
    "record_entries",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("data", Json, nullable=False),
)
