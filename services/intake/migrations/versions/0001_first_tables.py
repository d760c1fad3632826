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
        "complaint_ledger",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("complainant", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "number"),
    )
    op.create_index("complaint_ledger_time", "complaint_ledger", ["site", "recorded_at", "number"])
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
        "numbers",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "day"),
    )
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
        "readings",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "number", "at", "id"),
    )
    op.create_table(
        "record_entries",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("site", "number", "at", "id"),
    )
    op.create_table(
        "requests",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("form", JSON, nullable=False),
        sa.Column("masked_form", JSON, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("offered_to", sa.Text()),
        sa.Column("department", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("awaits_payment", sa.Boolean(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text()),
        sa.Column("last_note_at", sa.BigInteger()),
        sa.Column("last_note", sa.Text()),
        sa.PrimaryKeyConstraint("site", "number"),
    )
    op.create_index(
        "requests_ended",
        "requests",
        ["site", "state", "recorded_at", "number"],
        sqlite_where=sa.text("is_open != 1"),
        postgresql_where=sa.text("is_open != true"),
    )
    op.create_index(
        "requests_open",
        "requests",
        ["site", "recorded_at", "number"],
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.create_index(
        "requests_open_owner",
        "requests",
        ["site", "owner", "recorded_at", "number"],
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.create_table(
        "stocktake_rows",
        sa.Column("stocktake_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("last_note", sa.Text()),
        sa.Column("noted_today", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stocktake_id", "recorded_at", "number"),
    )
    op.create_index("stocktake_rows_site", "stocktake_rows", ["site"])
    op.create_table(
        "stocktakes",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("flagged", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "taken_at", "id"),
    )
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


def downgrade() -> None:
    op.drop_index("timers_due", table_name="timers")
    op.drop_table("timers")
    op.drop_table("stocktakes")
    op.drop_index("stocktake_rows_site", table_name="stocktake_rows")
    op.drop_table("stocktake_rows")
    op.drop_index(
        "requests_open_owner",
        table_name="requests",
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.drop_index(
        "requests_open",
        table_name="requests",
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.drop_index(
        "requests_ended",
        table_name="requests",
        sqlite_where=sa.text("is_open != 1"),
        postgresql_where=sa.text("is_open != true"),
    )
    op.drop_table("requests")
    op.drop_table("record_entries")
    op.drop_table("readings")
    op.drop_table("outbox")
    op.drop_table("numbers")
    op.drop_index("ix_inbox_handled_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("directory_staff")
    op.drop_table("directory")
    op.drop_index("complaint_ledger_time", table_name="complaint_ledger")
    op.drop_table("complaint_ledger")
