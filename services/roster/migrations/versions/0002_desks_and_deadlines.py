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
    op.add_column('shifts', sa.Column('confirmed', JSON))


def downgrade() -> None:
    op.drop_column('shifts', 'confirmed')
