"""What is kept beside the requests: the complaint ledger, readings of personal data, stocktakes, the daily reports."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.intake.tables.base import metadata

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

report_entries = Table(
    "report_entries",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("report", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("business_line", Text, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
Index("report_entries_day", report_entries.c.site, report_entries.c.report, report_entries.c.day)

report_reminders = Table(
    "report_reminders",
    metadata,
    Column("site", Text, primary_key=True),
    Column("report", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("business_line", Text, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("due_at", Instant, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("to_role", Text, nullable=False),
    Column("recipients", Json, nullable=False),
)
