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
    op.create_table('attachments',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('attachment_id', sa.Text(), nullable=False),
    sa.Column('object', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'number', 'attachment_id')
    )
    op.create_table('customer_marks',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('customer_id', sa.Text(), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger()),
    sa.Column('number', sa.Text()),
    sa.Column('reason', sa.Text()),
    sa.PrimaryKeyConstraint('site', 'customer_id', 'mark')
    )
    op.create_index('customer_marks_mark', 'customer_marks', ['site', 'mark'])
    op.create_table('customer_readings',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('customer_id', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'customer_id', 'at', 'id')
    )
    op.create_table('customers',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('customer_id', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('person', sa.Text()),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text()),
    sa.Column('address', sa.Text()),
    sa.Column('fax', sa.Text()),
    sa.Column('email', sa.Text()),
    sa.Column('tier', sa.Text()),
    sa.Column('groups', JSON, nullable=False),
    sa.Column('consents', JSON, nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'customer_id')
    )
    op.create_index('customers_key', 'customers', ['site', 'key'], unique=True)
    op.create_index('customers_name', 'customers', ['site', 'name', 'customer_id'])
    op.create_index('customers_person', 'customers', ['site', 'person'])
    op.create_table('deliveries',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('delivery_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('notification', sa.Text()),
    sa.Column('notice_id', sa.Text()),
    sa.Column('plan', sa.Text()),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('next_at', sa.BigInteger()),
    sa.Column('done_at', sa.BigInteger()),
    sa.Column('reason', sa.Text()),
    sa.Column('reference', sa.Text()),
    sa.PrimaryKeyConstraint('site', 'delivery_id')
    )
    op.create_index('deliveries_notice', 'deliveries', ['site', 'notice_id', 'created_at', 'delivery_id'], sqlite_where=sa.text('notice_id IS NOT NULL'), postgresql_where=sa.text('notice_id IS NOT NULL'))
    op.create_index('deliveries_number', 'deliveries', ['site', 'number', 'created_at', 'delivery_id'], sqlite_where=sa.text('number IS NOT NULL'), postgresql_where=sa.text('number IS NOT NULL'))
    op.create_index('deliveries_undelivered', 'deliveries', ['site', 'created_at', 'delivery_id'], sqlite_where=sa.text("state = 'undeliverable'"), postgresql_where=sa.text("state = 'undeliverable'"))
    op.create_table('notices',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('notice_id', sa.Text(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('published_by', sa.Text(), nullable=False),
    sa.Column('published_at', sa.BigInteger(), nullable=False),
    sa.Column('completed_at', sa.BigInteger()),
    sa.Column('recipients', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'notice_id')
    )
    op.create_index('notices_time', 'notices', ['site', 'published_at', 'notice_id'])
    op.create_table('received_documents',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('original', sa.Boolean(), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text()),
    sa.Column('received_by', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'number', 'document')
    )
    op.create_table('report_entries',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('business_line', sa.Text(), nullable=False),
    sa.Column('reported_by', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'number', 'report')
    )
    op.create_index('report_entries_day', 'report_entries', ['site', 'report', 'day'])
    op.create_table('report_reminders',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('business_line', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('nth', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('to_role', sa.Text(), nullable=False),
    sa.Column('recipients', JSON, nullable=False),
    sa.PrimaryKeyConstraint('site', 'report', 'day', 'business_line', 'level', 'due_at', 'nth')
    )
    op.add_column('requests', sa.Column('tier', sa.Text()))
    op.add_column('requests', sa.Column('customer_id', sa.Text()))
    op.create_index('requests_customer', 'requests', ['site', 'customer_id', 'recorded_at', 'number'], sqlite_where=sa.text('customer_id IS NOT NULL'), postgresql_where=sa.text('customer_id IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('requests_customer', table_name='requests', sqlite_where=sa.text('customer_id IS NOT NULL'), postgresql_where=sa.text('customer_id IS NOT NULL'))
    op.drop_column('requests', 'customer_id')
    op.drop_column('requests', 'tier')
    op.drop_table('report_reminders')
    op.drop_index('report_entries_day', table_name='report_entries')
    op.drop_table('report_entries')
    op.drop_table('received_documents')
    op.drop_index('notices_time', table_name='notices')
    op.drop_table('notices')
    op.drop_index('deliveries_undelivered', table_name='deliveries', sqlite_where=sa.text("state = 'undeliverable'"), postgresql_where=sa.text("state = 'undeliverable'"))
    op.drop_index('deliveries_number', table_name='deliveries', sqlite_where=sa.text('number IS NOT NULL'), postgresql_where=sa.text('number IS NOT NULL'))
    op.drop_index('deliveries_notice', table_name='deliveries', sqlite_where=sa.text('notice_id IS NOT NULL'), postgresql_where=sa.text('notice_id IS NOT NULL'))
    op.drop_table('deliveries')
    op.drop_index('customers_person', table_name='customers')
    op.drop_index('customers_name', table_name='customers')
    op.drop_index('customers_key', table_name='customers')
    op.drop_table('customers')
    op.drop_table('customer_readings')
    op.drop_index('customer_marks_mark', table_name='customer_marks')
    op.drop_table('customer_marks')
    op.drop_table('attachments')
