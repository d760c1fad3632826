"""Telecom hall."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table('servings',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('clerk', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('note', sa.Text()),
    sa.Column('began_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger()),
    sa.Column('successor', sa.Text()),
    sa.PrimaryKeyConstraint('site', 'id')
    )
    op.create_index('servings_running', 'servings', ['site', 'clerk'], sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.add_column('requests', sa.Column('held_for', sa.Text()))


def downgrade() -> None:
    op.drop_column('requests', 'held_for')
    op.drop_index('servings_running', table_name='servings', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_table('servings')
