"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "allocations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("clerk", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("signed_by", sa.Text()),
        sa.Column("signed_at", sa.BigInteger()),
        sa.Column("entry_id", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("allocations_department", "allocations", ["site", "department", "id"])
    op.create_index("allocations_once", "allocations", ["site", "number", "name"], unique=True)
    op.create_index("allocations_state", "allocations", ["site", "state", "clerk"])
    op.create_table(
        "cancellations",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "number"),
    )
    op.create_table(
        "charges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("item", sa.Text()),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Boolean(), nullable=False),
        sa.Column("no_receipt_reason", JSON),
        sa.Column("clerk", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("charges_day", "charges", ["site", "day"])
    op.create_index("charges_item", "charges", ["site", "item", "id"])
    op.create_index("charges_once", "charges", ["site", "number", "source", "name"], unique=True)
    op.create_index("charges_state", "charges", ["site", "state", "clerk"])
    op.create_table(
        "directory",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "directory_staff",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("duty_revision", sa.Integer(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("post", sa.Text()),
        sa.Column("duty_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("site", "actor"),
    )
    op.create_table(
        "drawer_sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("drawer", sa.Text(), nullable=False),
        sa.Column("clerk", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("float_minor", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("counted_minor", sa.BigInteger()),
        sa.Column("expected_minor", sa.BigInteger()),
        sa.Column("difference_minor", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("drawer_sessions_history", "drawer_sessions", ["site", "drawer", "id"])
    op.create_index(
        "drawer_sessions_one_a_clerk",
        "drawer_sessions",
        ["site", "clerk"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "drawer_sessions_one_a_drawer",
        "drawer_sessions",
        ["site", "drawer"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("entries_corrects", "entries", ["corrects"], unique=True)
    op.create_index("entries_site_number", "entries", ["site", "number"])
    op.create_table(
        "inbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("handled_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_inbox_handled_at", "inbox", ["handled_at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("received_minor", sa.BigInteger(), nullable=False),
        sa.Column("change_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("payments_charge", "payments", ["charge_id"])
    op.create_table(
        "postings",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text()),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.CheckConstraint("debit_minor >= 0 AND credit_minor >= 0", name="postings_not_negative"),
        sa.PrimaryKeyConstraint("entry_id", "line"),
    )
    op.create_index("postings_session", "postings", ["session_id"])
    op.create_index("postings_site_account", "postings", ["site", "account", "at"])
    op.create_table(
        "receipts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("copy_of", sa.Text()),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "receipts_original",
        "receipts",
        ["charge_id"],
        unique=True,
        sqlite_where=sa.text("copy_of IS NULL"),
        postgresql_where=sa.text("copy_of IS NULL"),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("note", sa.Text()),
        sa.Column("entry_id", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("refunds_payment", "refunds", ["payment_id"])
    op.create_index("refunds_state", "refunds", ["site", "state", "id"])
    op.create_table(
        "timers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("parked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("timers_due", "timers", ["due_at"])
    op.create_table(
        "transfers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.Column("target", sa.Text()),
        sa.Column("entry_id", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("transfers_source", "transfers", ["site", "source", "state"])
    op.create_index("transfers_state", "transfers", ["site", "state", "id"])


def downgrade() -> None:
    op.drop_index("transfers_state", table_name="transfers")
    op.drop_index("transfers_source", table_name="transfers")
    op.drop_table("transfers")
    op.drop_index("timers_due", table_name="timers")
    op.drop_table("timers")
    op.drop_index("refunds_state", table_name="refunds")
    op.drop_index("refunds_payment", table_name="refunds")
    op.drop_table("refunds")
    op.drop_index(
        "receipts_original",
        table_name="receipts",
        sqlite_where=sa.text("copy_of IS NULL"),
        postgresql_where=sa.text("copy_of IS NULL"),
    )
    op.drop_table("receipts")
    op.drop_index("postings_site_account", table_name="postings")
    op.drop_index("postings_session", table_name="postings")
    op.drop_table("postings")
    op.drop_index("payments_charge", table_name="payments")
    op.drop_table("payments")
    op.drop_table("outbox")
    op.drop_index("ix_inbox_handled_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index("entries_site_number", table_name="entries")
    op.drop_index("entries_corrects", table_name="entries")
    op.drop_table("entries")
    op.drop_index(
        "drawer_sessions_one_a_drawer",
        table_name="drawer_sessions",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(
        "drawer_sessions_one_a_clerk",
        table_name="drawer_sessions",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("drawer_sessions_history", table_name="drawer_sessions")
    op.drop_table("drawer_sessions")
    op.drop_table("directory_staff")
    op.drop_table("directory")
    op.drop_index("charges_state", table_name="charges")
    op.drop_index("charges_once", table_name="charges")
    op.drop_index("charges_item", table_name="charges")
    op.drop_index("charges_day", table_name="charges")
    op.drop_table("charges")
    op.drop_table("cancellations")
    op.drop_index("allocations_state", table_name="allocations")
    op.drop_index("allocations_once", table_name="allocations")
    op.drop_index("allocations_department", table_name="allocations")
    op.drop_table("allocations")
