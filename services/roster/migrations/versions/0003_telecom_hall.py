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
    op.create_table('absences',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('first_day', sa.Text(), nullable=False),
    sa.Column('last_day', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text()),
    sa.Column('reported_by', sa.Text(), nullable=False),
    sa.Column('reported_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('decision_reason', sa.Text()),
    sa.Column('began_at', sa.BigInteger()),
    sa.Column('ended_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('absences_actor', 'absences', ['site', 'actor'])
    op.create_index('absences_days', 'absences', ['site', 'last_day'])
    op.create_table('account_facts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('account', sa.Text()),
    sa.Column('application_id', sa.Text()),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('account_facts_account', 'account_facts', ['site', 'account'])
    op.create_index('account_facts_application', 'account_facts', ['application_id'])
    op.create_table('accounts',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('locked_because', sa.Text()),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('grants', JSON, nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.BigInteger()),
    sa.Column('until', sa.BigInteger()),
    sa.Column('hash', sa.Text()),
    sa.Column('earlier', JSON, nullable=False),
    sa.Column('wrong_tries', sa.Integer(), nullable=False),
    sa.Column('sendings', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'account')
    )
    op.create_index('accounts_person', 'accounts', ['site', 'person'])
    op.create_index('accounts_phone', 'accounts', ['site', 'phone'], unique=True, sqlite_where=sa.text("state != 'closed'"), postgresql_where=sa.text("state != 'closed'"))
    op.create_table('applications',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('account', sa.Text()),
    sa.Column('phone', sa.Text()),
    sa.Column('grants', JSON),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('applicant', sa.Text(), nullable=False),
    sa.Column('applied_at', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('note', sa.Text()),
    sa.Column('configured_by', sa.Text()),
    sa.Column('configured_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('applications_account', 'applications', ['site', 'account'])
    op.create_index('applications_state', 'applications', ['site', 'state', 'id'])
    op.create_table('departures',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('successor', sa.Text(), nullable=False),
    sa.Column('announced_by', sa.Text(), nullable=False),
    sa.Column('announced_at', sa.BigInteger(), nullable=False),
    sa.Column('handover_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('completed_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('departures_actor', 'departures', ['site', 'actor'])
    op.create_table('faults',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('handover_id', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('found_at', sa.BigInteger(), nullable=False),
    sa.Column('stated_by', sa.Text(), nullable=False),
    sa.Column('stated_at', sa.BigInteger(), nullable=False),
    sa.Column('persons', JSON, nullable=False),
    sa.Column('outgoing_answers', sa.Text()),
    sa.Column('incoming_answers', sa.Text()),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('evidence', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('faults_handover', 'faults', ['site', 'handover_id'])
    op.create_table('handover_steps',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('handover_id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('handover_steps_handover', 'handover_steps', ['handover_id', 'id'])
    op.create_table('handover_words',
    sa.Column('handover_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('note', sa.Text()),
    sa.Column('said_by', sa.Text(), nullable=False),
    sa.Column('said_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('handover_id', 'kind', 'reference')
    )
    op.create_table('meeting_decisions',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('meeting_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('due', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.Text()),
    sa.Column('ended_by', sa.Text()),
    sa.Column('ended_at', sa.BigInteger()),
    sa.Column('changes', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('meeting_decisions_due', 'meeting_decisions', ['site', 'state', 'due'])
    op.create_index('meeting_decisions_meeting', 'meeting_decisions', ['meeting_id'])
    op.create_table('meeting_people',
    sa.Column('meeting_id', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('meeting_id', 'person')
    )
    op.create_index('meeting_people_person', 'meeting_people', ['site', 'person'])
    op.create_table('meetings',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', JSON, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.Column('room', sa.Text()),
    sa.Column('called_by', sa.Text(), nullable=False),
    sa.Column('attend', JSON, nullable=False),
    sa.Column('agenda', sa.Text()),
    sa.Column('present', JSON, nullable=False),
    sa.Column('text', sa.Text()),
    sa.Column('recorded_by', sa.Text()),
    sa.Column('reason', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('meetings_start', 'meetings', ['site', 'starts_at', 'id'])
    op.create_table('month_changes',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('month_version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text()),
    sa.Column('old', JSON),
    sa.Column('new', JSON),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('month_changes_month', 'month_changes', ['site', 'month'])
    op.create_table('month_drafts',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('shifts', JSON, nullable=False),
    sa.Column('drafted_by', sa.Text(), nullable=False),
    sa.Column('drafted_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'month')
    )
    op.create_table('month_summaries',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=False),
    sa.Column('summary', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('month_summaries_month', 'month_summaries', ['site', 'month'])
    op.create_table('month_tasks',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('task', sa.Text(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('done_at', sa.BigInteger()),
    sa.Column('told_at', sa.BigInteger()),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'month', 'task')
    )
    op.create_table('month_versions',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('published_by', sa.Text(), nullable=False),
    sa.Column('published_at', sa.BigInteger(), nullable=False),
    sa.Column('shifts', JSON, nullable=False),
    sa.Column('recipients', JSON, nullable=False),
    sa.PrimaryKeyConstraint('site', 'month', 'version')
    )
    op.create_table('servings',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('clerk', sa.Text(), nullable=False),
    sa.Column('ended', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'id')
    )
    op.create_index('servings_clerk', 'servings', ['site', 'clerk', 'ended'])
    op.create_table('shift_events',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('major', sa.Boolean(), nullable=False),
    sa.Column('handover_id', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('shift_events_site', 'shift_events', ['site', 'noted_at'])
    op.create_table('staff_skills',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('skills', JSON, nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'actor')
    )
    op.create_table('stand_ins',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('a', sa.Text(), nullable=False),
    sa.Column('b', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('began_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger()),
    sa.Column('reason', sa.Text()),
    sa.Column('handover_id', sa.Text(), nullable=False),
    sa.Column('hand_back_id', sa.Text()),
    sa.Column('held', JSON, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('stand_ins_state', 'stand_ins', ['site', 'state'])
    op.create_table('swaps',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('colleague', sa.Text(), nullable=False),
    sa.Column('shift_id', sa.Text(), nullable=False),
    sa.Column('their_shift_id', sa.Text()),
    sa.Column('gives', JSON, nullable=False),
    sa.Column('takes', JSON),
    sa.Column('reason', sa.Text()),
    sa.Column('asked_at', sa.BigInteger(), nullable=False),
    sa.Column('accepted_at', sa.BigInteger()),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('decision_reason', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('swaps_state', 'swaps', ['site', 'state'])
    op.create_table('wishes',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('pattern', sa.Text()),
    sa.Column('post', sa.Text()),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('wished_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'actor', 'day')
    )
    op.create_index('wishes_day', 'wishes', ['site', 'day'])
    op.add_column('handovers', sa.Column('kind', sa.Text()))
    op.add_column('handovers', sa.Column('round', sa.Integer()))
    op.add_column('handovers', sa.Column('reviewed_at', sa.BigInteger()))
    op.add_column('handovers', sa.Column('remarks', sa.Text()))
    op.add_column('handovers', sa.Column('topics', JSON))
    op.add_column('handovers', sa.Column('held_for', sa.Text()))
    op.add_column('handovers', sa.Column('waits_for_customer', sa.Boolean()))


def downgrade() -> None:
    op.drop_column('handovers', 'waits_for_customer')
    op.drop_column('handovers', 'held_for')
    op.drop_column('handovers', 'topics')
    op.drop_column('handovers', 'remarks')
    op.drop_column('handovers', 'reviewed_at')
    op.drop_column('handovers', 'round')
    op.drop_column('handovers', 'kind')
    op.drop_index('wishes_day', table_name='wishes')
    op.drop_table('wishes')
    op.drop_index('swaps_state', table_name='swaps')
    op.drop_table('swaps')
    op.drop_index('stand_ins_state', table_name='stand_ins')
    op.drop_table('stand_ins')
    op.drop_table('staff_skills')
    op.drop_index('shift_events_site', table_name='shift_events')
    op.drop_table('shift_events')
    op.drop_index('servings_clerk', table_name='servings')
    op.drop_table('servings')
    op.drop_table('month_versions')
    op.drop_table('month_tasks')
    op.drop_index('month_summaries_month', table_name='month_summaries')
    op.drop_table('month_summaries')
    op.drop_table('month_drafts')
    op.drop_index('month_changes_month', table_name='month_changes')
    op.drop_table('month_changes')
    op.drop_index('meetings_start', table_name='meetings')
    op.drop_table('meetings')
    op.drop_index('meeting_people_person', table_name='meeting_people')
    op.drop_table('meeting_people')
    op.drop_index('meeting_decisions_meeting', table_name='meeting_decisions')
    op.drop_index('meeting_decisions_due', table_name='meeting_decisions')
    op.drop_table('meeting_decisions')
    op.drop_table('handover_words')
    op.drop_index('handover_steps_handover', table_name='handover_steps')
    op.drop_table('handover_steps')
    op.drop_index('faults_handover', table_name='faults')
    op.drop_table('faults')
    op.drop_index('departures_actor', table_name='departures')
    op.drop_table('departures')
    op.drop_index('applications_state', table_name='applications')
    op.drop_index('applications_account', table_name='applications')
    op.drop_table('applications')
    op.drop_index('accounts_phone', table_name='accounts', sqlite_where=sa.text("state != 'closed'"), postgresql_where=sa.text("state != 'closed'"))
    op.drop_index('accounts_person', table_name='accounts')
    op.drop_table('accounts')
    op.drop_index('account_facts_application', table_name='account_facts')
    op.drop_index('account_facts_account', table_name='account_facts')
    op.drop_table('account_facts')
    op.drop_index('absences_days', table_name='absences')
    op.drop_index('absences_actor', table_name='absences')
    op.drop_table('absences')
