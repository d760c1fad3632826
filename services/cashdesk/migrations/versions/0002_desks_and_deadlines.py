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
    op.create_table('decisions',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('decision_table', sa.Text(), nullable=False),
    sa.Column('title', JSON, nullable=False),
    sa.Column('row', sa.Text(), nullable=False),
    sa.Column('allowed', sa.Boolean(), nullable=False),
    sa.Column('reason', JSON),
    sa.Column('note', JSON),
    sa.Column('fee_minor', sa.BigInteger()),
    sa.Column('currency', sa.Text()),
    sa.Column('inputs', JSON, nullable=False),
    sa.Column('playbook_version', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'number', 'name')
    )
    op.create_table('payouts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('clerk', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.Text()),
    sa.Column('method', sa.Text()),
    sa.Column('reference', sa.Text()),
    sa.Column('paid_by', sa.Text()),
    sa.Column('paid_at', sa.BigInteger()),
    sa.Column('paid_entry_id', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('payouts_once', 'payouts', ['site', 'number', 'source', 'name'], unique=True)
    op.create_index('payouts_state', 'payouts', ['site', 'state', 'id'])


def downgrade() -> None:
    op.drop_index('payouts_state', table_name='payouts')
    op.drop_index('payouts_once', table_name='payouts')
    op.drop_table('payouts')
    op.drop_table('decisions')
