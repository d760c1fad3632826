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
        "contacts",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.PrimaryKeyConstraint("site", "actor"),
    )
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
        "handover_reports",
        sa.Column("handover_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("held", JSON, nullable=False),
        sa.PrimaryKeyConstraint("handover_id", "service"),
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("outgoing", sa.Text(), nullable=False),
        sa.Column("incoming", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger()),
        sa.Column("note", sa.Text()),
        sa.Column("closing_note", sa.Text()),
        sa.Column("released_by", sa.Text()),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("handovers_shift", "handovers", ["shift_id"])
    op.create_index("handovers_state", "handovers", ["site", "state"])
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
        "order_news",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "number", "kind"),
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
        "posts",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text()),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "post"),
    )
    op.create_table(
        "roster_versions",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("shifts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("site", "day", "version"),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("signed_in_at", sa.BigInteger()),
        sa.Column("late_seconds", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("shifts_day", "shifts", ["site", "day"])
    op.create_index("shifts_staff", "shifts", ["site", "staff", "starts_at"])
    op.create_index("shifts_start", "shifts", ["site", "starts_at"])
    op.create_index("shifts_state", "shifts", ["site", "state"])
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
    op.drop_index("shifts_state", table_name="shifts")
    op.drop_index("shifts_start", table_name="shifts")
    op.drop_index("shifts_staff", table_name="shifts")
    op.drop_index("shifts_day", table_name="shifts")
    op.drop_table("shifts")
    op.drop_table("roster_versions")
    op.drop_table("posts")
    op.drop_table("outbox")
    op.drop_table("order_news")
    op.drop_index("ix_inbox_handled_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index("handovers_state", table_name="handovers")
    op.drop_index("handovers_shift", table_name="handovers")
    op.drop_table("handovers")
    op.drop_table("handover_reports")
    op.drop_table("directory_staff")
    op.drop_table("directory")
    op.drop_table("contacts")
