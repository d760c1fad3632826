"""The tables of intake. Full forms stay here; ``masked_form`` is what views and events show."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, MetaData, Table, Text, true

from chassis.columns import Instant, Json
from chassis.tables import chassis_tables

metadata = MetaData()
chassis = chassis_tables(metadata)

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

ledger = Table(
    "complaint_ledger",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("complainant", Text, nullable=False),
    Column("place", Text, nullable=False),
)
Index("complaint_ledger_time", ledger.c.site, ledger.c.recorded_at, ledger.c.number)

readings = Table(
    "readings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("purpose", Text, nullable=False),
)

stocktakes = Table(
    "stocktakes",
    metadata,
    Column("site", Text, primary_key=True),
    Column("taken_at", Instant, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("flagged", BigInteger, nullable=False),
)

stocktake_rows = Table(
    "stocktake_rows",
    metadata,
    Column("stocktake_id", Text, primary_key=True),
    Column("recorded_at", Instant, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("last_note", Text),
    Column("noted_today", Boolean, nullable=False),
)
Index("stocktake_rows_site", stocktake_rows.c.site)
