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
    op.create_table('care_cases',
    sa.Column('callback_id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('segment', sa.Text(), nullable=False),
    sa.Column('special', sa.Boolean(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.BigInteger(), nullable=False),
    sa.Column('earliest', sa.BigInteger(), nullable=False),
    sa.Column('latest', sa.BigInteger(), nullable=False),
    sa.Column('promised', JSON),
    sa.Column('put_off', JSON),
    sa.Column('used', sa.Text()),
    sa.Column('late', sa.Boolean()),
    sa.PrimaryKeyConstraint('callback_id')
    )
    op.create_index('care_cases_accepted', 'care_cases', ['site', 'segment', 'accepted_at'])
    op.create_index('care_cases_number', 'care_cases', ['site', 'number'])
    op.create_table('coverage_warnings',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('segment', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('said', JSON, nullable=False),
    sa.PrimaryKeyConstraint('site', 'segment')
    )
    op.create_table('findings',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('callback_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('important', sa.Boolean(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('reported_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('findings_at', 'findings', ['site', 'at'])
    op.create_index('findings_unreported', 'findings', ['site', 'important'], sqlite_where=sa.text('reported_at IS NULL'), postgresql_where=sa.text('reported_at IS NULL'))
    op.create_table('leases',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('customer', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text()),
    sa.Column('callback_id', sa.Text()),
    sa.Column('expires_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('site', 'number')
    )
    op.create_index('leases_customer', 'leases', ['site', 'customer'])
    op.create_index('leases_holder', 'leases', ['site', 'holder'])
    op.create_table('library_entries',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('library_entries_changed', 'library_entries', ['site', 'withdrawn', 'changed_at'])
    op.create_table('library_revisions',
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('topics', JSON, nullable=False),
    sa.Column('tags', JSON, nullable=False),
    sa.Column('reason', sa.Text()),
    sa.PrimaryKeyConstraint('entry_id', 'revision')
    )
    op.create_table('library_terms',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('term', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'term', 'entry_id')
    )
    op.create_index('library_terms_entry', 'library_terms', ['entry_id'])
    op.create_table('opinion_answers',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('opinion_id', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('opinion_answers_opinion', 'opinion_answers', ['opinion_id', 'reference'], unique=True)
    op.create_table('opinion_topics',
    sa.Column('opinion_id', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('opinion_id', 'topic')
    )
    op.create_index('opinion_topics_received', 'opinion_topics', ['site', 'received_at', 'topic'])
    op.create_table('opinions',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('topics', JSON, nullable=False),
    sa.Column('sorted', sa.Boolean(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('received_by', sa.Text(), nullable=False),
    sa.Column('answered', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('opinions_number', 'opinions', ['site', 'number'])
    op.create_index('opinions_received', 'opinions', ['site', 'received_at', 'id'])
    op.create_index('opinions_reference', 'opinions', ['site', 'reference'], unique=True)
    op.create_table('retention_cases',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('customer', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('contact', JSON, nullable=False),
    sa.Column('segment', sa.Text(), nullable=False),
    sa.Column('one_to_one', sa.Boolean(), nullable=False),
    sa.Column('group_key', sa.Text()),
    sa.Column('group_name', sa.Text()),
    sa.Column('watched_at', sa.BigInteger()),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('assignee', sa.Text(), nullable=False),
    sa.Column('delegated_to', sa.Text()),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('failed_at', sa.BigInteger()),
    sa.Column('failed_by', sa.Text()),
    sa.Column('failure', sa.Text()),
    sa.Column('reach', sa.Text()),
    sa.Column('next_at', sa.BigInteger()),
    sa.Column('registered_at', sa.BigInteger()),
    sa.Column('closed_at', sa.BigInteger()),
    sa.Column('outcome', sa.Text()),
    sa.Column('kept', sa.Boolean()),
    sa.Column('reason', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('retention_cases_assignee', 'retention_cases', ['site', 'assignee', 'open'])
    op.create_index('retention_cases_customer', 'retention_cases', ['site', 'customer'], unique=True, sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
    op.create_index('retention_cases_failed', 'retention_cases', ['site', 'failed_at'])
    op.create_index('retention_cases_group', 'retention_cases', ['site', 'group_key', 'watched_at'])
    op.create_index('retention_cases_opened', 'retention_cases', ['site', 'opened_at', 'id'])
    op.create_table('retention_groups',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('members', JSON, nullable=False),
    sa.Column('reported_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('site', 'key')
    )
    op.create_table('retention_guides',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('offers', JSON, nullable=False),
    sa.Column('published_at', sa.BigInteger(), nullable=False),
    sa.Column('published_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'month', 'revision')
    )
    op.create_table('retention_history',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('data', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('retention_history_case', 'retention_history', ['case_id'])
    op.create_table('retention_locks',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'name')
    )
    op.create_table('retention_offers',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', JSON, nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text()),
    sa.Column('until', sa.BigInteger()),
    sa.Column('answered_at', sa.BigInteger()),
    sa.Column('answered_by', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('retention_offers_case', 'retention_offers', ['case_id'])
    op.create_table('retention_triggers',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('trigger', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('reason', sa.Text()),
    sa.Column('facts', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('retention_triggers_case', 'retention_triggers', ['case_id'])
    op.create_index('retention_triggers_reference', 'retention_triggers', ['site', 'reference', 'trigger'], unique=True)
    op.add_column('attempts', sa.Column('means', sa.Text()))
    op.add_column('attempts', sa.Column('duration_seconds', sa.Integer()))
    op.add_column('requests', sa.Column('customer_id', sa.Text()))
    op.create_index('requests_customer', 'requests', ['site', 'customer_id', 'number'], sqlite_where=sa.text('customer_id IS NOT NULL'), postgresql_where=sa.text('customer_id IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('requests_customer', table_name='requests', sqlite_where=sa.text('customer_id IS NOT NULL'), postgresql_where=sa.text('customer_id IS NOT NULL'))
    op.drop_column('requests', 'customer_id')
    op.drop_column('attempts', 'duration_seconds')
    op.drop_column('attempts', 'means')
    op.drop_index('retention_triggers_reference', table_name='retention_triggers')
    op.drop_index('retention_triggers_case', table_name='retention_triggers')
    op.drop_table('retention_triggers')
    op.drop_index('retention_offers_case', table_name='retention_offers')
    op.drop_table('retention_offers')
    op.drop_table('retention_locks')
    op.drop_index('retention_history_case', table_name='retention_history')
    op.drop_table('retention_history')
    op.drop_table('retention_guides')
    op.drop_table('retention_groups')
    op.drop_index('retention_cases_opened', table_name='retention_cases')
    op.drop_index('retention_cases_group', table_name='retention_cases')
    op.drop_index('retention_cases_failed', table_name='retention_cases')
    op.drop_index('retention_cases_customer', table_name='retention_cases', sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
    op.drop_index('retention_cases_assignee', table_name='retention_cases')
    op.drop_table('retention_cases')
    op.drop_index('opinions_reference', table_name='opinions')
    op.drop_index('opinions_received', table_name='opinions')
    op.drop_index('opinions_number', table_name='opinions')
    op.drop_table('opinions')
    op.drop_index('opinion_topics_received', table_name='opinion_topics')
    op.drop_table('opinion_topics')
    op.drop_index('opinion_answers_opinion', table_name='opinion_answers')
    op.drop_table('opinion_answers')
    op.drop_index('library_terms_entry', table_name='library_terms')
    op.drop_table('library_terms')
    op.drop_table('library_revisions')
    op.drop_index('library_entries_changed', table_name='library_entries')
    op.drop_table('library_entries')
    op.drop_index('leases_holder', table_name='leases')
    op.drop_index('leases_customer', table_name='leases')
    op.drop_table('leases')
    op.drop_index('findings_unreported', table_name='findings', sqlite_where=sa.text('reported_at IS NULL'), postgresql_where=sa.text('reported_at IS NULL'))
    op.drop_index('findings_at', table_name='findings')
    op.drop_table('findings')
    op.drop_table('coverage_warnings')
    op.drop_index('care_cases_number', table_name='care_cases')
    op.drop_index('care_cases_accepted', table_name='care_cases')
    op.drop_table('care_cases')
