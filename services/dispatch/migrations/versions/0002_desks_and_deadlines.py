"""Desks and deadlines."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _carry_over() -> None:
    """Promises made so far: each belonged to a step, paused only while its order was held, and named its links by count."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE deadlines SET name = step, on_step = true, promised = budget, run_at = started_at,"
            " playbook = (SELECT playbook FROM orders WHERE orders.number = deadlines.number),"
            " playbook_version = (SELECT playbook_version FROM orders WHERE orders.number = deadlines.number)"
        )
    )
    old = sa.table(
        "deadlines",
        sa.column("id", sa.Text()),
        sa.column("state", sa.Text()),
        sa.column("escalated", sa.Integer()),
        sa.column("pauses", JSON),
        sa.column("story", JSON),
    )
    stories = [{"of": row.id, "story": _story(row)} for row in connection.execute(sa.select(old)) if _story(row)]
    change = sa.update(old).where(old.c.id == sa.bindparam("of")).values(story=sa.bindparam("story", type_=JSON))
    for start in range(0, len(stories), 1000):
        connection.execute(change, stories[start : start + 1000])


def _story(row: sa.Row[Any]) -> dict[str, Any]:
    names = ("from", "to")
    pauses: list[dict[str, Any]] = [{**dict(zip(names, pause, strict=False)), "reason": "hold"} for pause in row.pauses or ()]
    story: dict[str, Any] = {"pauses": pauses} if pauses else {}
    if row.state == "paused":
        story |= {"reasons": ["hold"]}
    if row.escalated:
        story["raised"] = [1] * row.escalated
    return story


def upgrade() -> None:
    op.create_table('attachments',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('object', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_attachments_number', 'attachments', ['number'])
    op.create_table('digest_items',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('digest_id', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('number', 'digest')
    )
    op.create_table('digests',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'name')
    )
    op.create_table('early_decisions',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('said', JSON, nullable=False),
    sa.PrimaryKeyConstraint('number', 'name')
    )
    op.create_table('heard',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('cycle', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('number', 'cycle', 'key')
    )
    op.create_table('timings',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'digest')
    )
    op.create_table('workings',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('site')
    )
    op.add_column("approvals", sa.Column("place", sa.Integer(), nullable=False, server_default='0'))
    op.add_column('approvals', sa.Column('delegate', sa.Text()))
    op.add_column('checks', sa.Column('started_at', sa.BigInteger()))
    op.add_column("deadlines", sa.Column("name", sa.Text(), nullable=False, server_default=''))
    op.add_column("deadlines", sa.Column("on_step", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("deadlines", sa.Column("calendar", sa.Text(), nullable=False, server_default=''))
    op.add_column("deadlines", sa.Column("reckoned", sa.Text(), nullable=False, server_default=''))
    op.add_column("deadlines", sa.Column("playbook", sa.Text(), nullable=False, server_default=''))
    op.add_column("deadlines", sa.Column("playbook_version", sa.Integer(), nullable=False, server_default='0'))
    op.add_column("deadlines", sa.Column("promised", sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column("deadlines", sa.Column("run_at", sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column("deadlines", sa.Column("reset_held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("deadlines", sa.Column("story", JSON, nullable=False, server_default='{}'))
    _carry_over()
    op.create_index('deadlines_on_shift', 'deadlines', ['site'], sqlite_where=sa.text("live AND state IN ('running', 'paused') AND clock = 'shift'"), postgresql_where=sa.text("live AND state IN ('running', 'paused') AND clock = 'shift'"))
    op.create_index('deadlines_open', 'deadlines', ['site', 'reckoned', 'id'], sqlite_where=sa.text("live AND state IN ('running', 'paused')"), postgresql_where=sa.text("live AND state IN ('running', 'paused')"))
    op.drop_column('deadlines', 'step')
    op.drop_column('deadlines', 'pauses')
    op.add_column('orders', sa.Column('transferred_at', sa.BigInteger()))
    op.add_column('orders', sa.Column('reopened_at', sa.BigInteger()))
    op.add_column("orders", sa.Column("rank", sa.Integer(), nullable=False, server_default='0'))
    op.add_column('orders', sa.Column('tier', sa.Text()))
    op.add_column('orders', sa.Column('customer_id', sa.Text()))
    op.add_column("orders", sa.Column("decisions", JSON, nullable=False, server_default='{}'))
    op.add_column("orders", sa.Column("parts", sa.Integer(), nullable=False, server_default='0'))
    op.add_column('orders', sa.Column('part_of', sa.Text()))
    op.add_column('orders', sa.Column('title', sa.Text()))
    op.drop_index('orders_state', table_name='orders')
    op.create_index('orders_ended', 'orders', ['site', 'ended_at'])
    op.create_index('orders_rank', 'orders', ['site', 'state', 'rank', 'order_id'])
    op.create_index('orders_routed', 'orders', ['site', 'routed_at'])


def downgrade() -> None:
    op.drop_index('orders_routed', table_name='orders')
    op.drop_index('orders_rank', table_name='orders')
    op.drop_index('orders_ended', table_name='orders')
    op.create_index('orders_state', 'orders', ['site', 'state', 'order_id'])
    op.drop_column('orders', 'title')
    op.drop_column('orders', 'part_of')
    op.drop_column('orders', 'parts')
    op.drop_column('orders', 'decisions')
    op.drop_column('orders', 'customer_id')
    op.drop_column('orders', 'tier')
    op.drop_column('orders', 'rank')
    op.drop_column('orders', 'reopened_at')
    op.drop_column('orders', 'transferred_at')
    op.add_column("deadlines", sa.Column("pauses", JSON, nullable=False, server_default='{}'))
    op.add_column("deadlines", sa.Column("step", sa.Text(), nullable=False, server_default=''))
    op.drop_index('deadlines_open', table_name='deadlines', sqlite_where=sa.text("live AND state IN ('running', 'paused')"), postgresql_where=sa.text("live AND state IN ('running', 'paused')"))
    op.drop_index('deadlines_on_shift', table_name='deadlines', sqlite_where=sa.text("live AND state IN ('running', 'paused') AND clock = 'shift'"), postgresql_where=sa.text("live AND state IN ('running', 'paused') AND clock = 'shift'"))
    op.drop_column('deadlines', 'story')
    op.drop_column('deadlines', 'reset_held')
    op.drop_column('deadlines', 'run_at')
    op.drop_column('deadlines', 'promised')
    op.drop_column('deadlines', 'playbook_version')
    op.drop_column('deadlines', 'playbook')
    op.drop_column('deadlines', 'reckoned')
    op.drop_column('deadlines', 'calendar')
    op.drop_column('deadlines', 'on_step')
    op.drop_column('deadlines', 'name')
    op.drop_column('checks', 'started_at')
    op.drop_column('approvals', 'delegate')
    op.drop_column('approvals', 'place')
    op.drop_table('workings')
    op.drop_table('timings')
    op.drop_table('heard')
    op.drop_table('early_decisions')
    op.drop_table('digests')
    op.drop_table('digest_items')
    op.drop_index('ix_attachments_number', table_name='attachments')
    op.drop_table('attachments')
