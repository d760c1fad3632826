"""Desks and deadlines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table('requests',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('line', sa.Text()),
    sa.Column('severity', sa.Text()),
    sa.Column('tier', sa.Text()),
    sa.Column('department', sa.Text()),
    sa.Column('received_by', sa.Text()),
    sa.Column('form', JSON, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'number')
    )
    op.create_table('summaries',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.Column('title', JSON),
    sa.Column('totals', JSON),
    sa.Column('recipients', JSON),
    sa.Column('callback_ids', JSON, nullable=False),
    sa.PrimaryKeyConstraint('site', 'name')
    )
    op.add_column("callbacks", sa.Column("name", sa.Text(), nullable=False, server_default=''))
    op.add_column("callbacks", sa.Column("kind", sa.Text(), nullable=False, server_default=''))
    op.add_column('callbacks', sa.Column('worker', sa.Text()))
    op.add_column('callbacks', sa.Column('late_at', sa.BigInteger()))
    op.add_column('callbacks', sa.Column('overdue_at', sa.BigInteger()))
    op.add_column("callbacks", sa.Column("answers", JSON, nullable=False, server_default='{}'))
    plan = "plan::jsonb ->> 'name'" if op.get_bind().dialect.name == "postgresql" else "plan ->> 'name'"
    op.execute(sa.text(f"UPDATE callbacks SET kind = 'callback', name = {plan}"))
    op.drop_index('callbacks_number', table_name='callbacks')
    op.create_index('callbacks_number', 'callbacks', ['site', 'number', 'name', 'cycle'], unique=True)
    op.create_index('callbacks_ended', 'callbacks', ['site', 'ended_at'], sqlite_where=sa.text('ended_at IS NOT NULL'), postgresql_where=sa.text('ended_at IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('callbacks_ended', table_name='callbacks', sqlite_where=sa.text('ended_at IS NOT NULL'), postgresql_where=sa.text('ended_at IS NOT NULL'))
    op.drop_index('callbacks_number', table_name='callbacks')
    op.create_index('callbacks_number', 'callbacks', ['site', 'number'])
    op.drop_column('callbacks', 'answers')
    op.drop_column('callbacks', 'overdue_at')
    op.drop_column('callbacks', 'late_at')
    op.drop_column('callbacks', 'worker')
    op.drop_column('callbacks', 'kind')
    op.drop_column('callbacks', 'name')
    op.drop_table('summaries')
    op.drop_table('requests')
