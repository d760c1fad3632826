"""The tables of cashdesk. Amounts are whole minor units of ``currency``; ids are UUIDv7.

``entries`` and ``postings`` are written once and never touched again; the other tables carry the running state.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
)

from chassis.columns import Instant, Json
from services.cashdesk.tables.base import metadata

entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("number", Text),
    Column("reference", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("memo", Text, nullable=False),
    Column("corrects", Text),
)
Index("entries_site_number", entries.c.site, entries.c.number)
Index("entries_site_at", entries.c.site, entries.c.at)
Index("entries_corrects", entries.c.corrects, unique=True)

postings = Table(
    "postings",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("account", Text, nullable=False),
    Column("session_id", Text),
    Column("debit_minor", BigInteger, nullable=False),
    Column("credit_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    CheckConstraint("debit_minor >= 0 AND credit_minor >= 0", name="postings_not_negative"),
)
Index("postings_site_account", postings.c.site, postings.c.account, postings.c.at)
Index("postings_site_at", postings.c.site, postings.c.at)
Index("postings_session", postings.c.session_id)

charges = Table(
    "charges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("item", Text),
    Column("quantity", BigInteger, nullable=False),
    Column("unit_minor", BigInteger, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("paid_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("receipt", Boolean, nullable=False),
    Column("no_receipt_reason", Json),
    Column("clerk", Text, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("day", Text, nullable=False),
    Column("entry_id", Text),
    Column("goods", Text),
)
Index("charges_once", charges.c.site, charges.c.number, charges.c.source, charges.c.name, unique=True)
Index("charges_day", charges.c.site, charges.c.day)
Index("charges_item", charges.c.site, charges.c.item, charges.c.id)
Index("charges_state", charges.c.site, charges.c.state, charges.c.clerk)

payments = Table(
    "payments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("charge_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("received_minor", BigInteger, nullable=False),
    Column("change_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reference", Text),
    Column("taken_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("corrected_by", Text),
)
Index("payments_charge", payments.c.charge_id)

refunds = Table(
    "refunds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("payment_id", Text, nullable=False),
    Column("charge_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
    Column("entry_id", Text),
)
Index("refunds_payment", refunds.c.payment_id)
Index("refunds_state", refunds.c.site, refunds.c.state, refunds.c.id)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("charge_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("copy_of", Text),
    Column("issued_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index(
    "receipts_original",
    receipts.c.charge_id,
    unique=True,
    sqlite_where=receipts.c.copy_of.is_(None),
    postgresql_where=receipts.c.copy_of.is_(None),
)

allocations = Table(
    "allocations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clerk", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("signed_by", Text),
    Column("signed_at", Instant),
    Column("entry_id", Text),
)
Index("allocations_once", allocations.c.site, allocations.c.number, allocations.c.name, unique=True)
Index("allocations_department", allocations.c.site, allocations.c.department, allocations.c.id)
Index("allocations_state", allocations.c.site, allocations.c.state, allocations.c.clerk)

drawer_sessions = Table(
    "drawer_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("drawer", Text, nullable=False),
    Column("clerk", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("float_minor", BigInteger, nullable=False),
    Column("closed_at", Instant),
    Column("counted_minor", BigInteger),
    Column("expected_minor", BigInteger),
    Column("difference_minor", BigInteger),
    Column("reason", Text),
)
_open = drawer_sessions.c.closed_at.is_(None)
Index(
    "drawer_sessions_one_a_drawer",
    drawer_sessions.c.site,
    drawer_sessions.c.drawer,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(
    "drawer_sessions_one_a_clerk",
    drawer_sessions.c.site,
    drawer_sessions.c.clerk,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("drawer_sessions_history", drawer_sessions.c.site, drawer_sessions.c.drawer, drawer_sessions.c.id)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("giver", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("session_id", Text),
    Column("state", Text, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("reason", Text),
    Column("target", Text),
    Column("entry_id", Text),
)
Index("transfers_source", transfers.c.site, transfers.c.source, transfers.c.state)
Index("transfers_state", transfers.c.site, transfers.c.state, transfers.c.id)

payouts = Table(
    "payouts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clerk", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("entry_id", Text),
    Column("method", Text),
    Column("reference", Text),
    Column("paid_by", Text),
    Column("paid_at", Instant),
    Column("paid_entry_id", Text),
)
Index("payouts_once", payouts.c.site, payouts.c.number, payouts.c.source, payouts.c.name, unique=True)
Index("payouts_state", payouts.c.site, payouts.c.state, payouts.c.id)

decisions = Table(
    "decisions",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("decision_table", Text, nullable=False),
    Column("title", Json, nullable=False),
    Column("row", Text, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("reason", Json),
    Column("note", Json),
    Column("fee_minor", BigInteger),
    Column("currency", Text),
    Column("inputs", Json, nullable=False),
    Column("playbook_version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

cancellations = Table(
    "cancellations",
    metadata,
    Column("site", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
