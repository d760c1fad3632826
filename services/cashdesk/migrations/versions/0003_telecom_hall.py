"""Telecom hall."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


APPEND_ONLY = ("entries", "postings", "seals")
SAYS = "is append-only: correct an entry by its counter-entry"


def guard(table: str) -> None:
    """What stands there is neither changed nor deleted: the database itself refuses it."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} {SAYS}'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "EXECUTE FUNCTION append_only()"
    )


def unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def upgrade() -> None:
    op.create_table('deposit_slips',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('clerk', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('session_id', sa.Text()),
    sa.Column('drawer', sa.Text()),
    sa.Column('kept_minor', sa.BigInteger(), nullable=False),
    sa.Column('since', sa.BigInteger()),
    sa.Column('up_to', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('figures', sa.Text(), nullable=False),
    sa.Column('lines', JSON, nullable=False),
    sa.Column('cash_minor', sa.BigInteger(), nullable=False),
    sa.Column('counted_minor', sa.BigInteger(), nullable=False),
    sa.Column('expected_minor', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text()),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('drawn_at', sa.BigInteger(), nullable=False),
    sa.Column('completed_at', sa.BigInteger()),
    sa.Column('collector', sa.Text()),
    sa.Column('witness', sa.Text()),
    sa.Column('entry_id', sa.Text()),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('deposit_slips_clerk', 'deposit_slips', ['site', 'clerk', 'id'])
    op.create_index('deposit_slips_one_a_clerk', 'deposit_slips', ['site', 'clerk'], unique=True, sqlite_where=sa.text("state = 'drawn'"), postgresql_where=sa.text("state = 'drawn'"))
    op.create_index('deposit_slips_state', 'deposit_slips', ['site', 'state', 'id'])
    op.create_table('differences',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('drawer', sa.Text()),
    sa.Column('counted_by', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('differences_state', 'differences', ['site', 'state', 'id'])
    op.create_table('gift_applications',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('promotion', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('pieces', sa.BigInteger(), nullable=False),
    sa.Column('issued', sa.BigInteger(), nullable=False),
    sa.Column('applicant', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('applied_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('note', sa.Text()),
    sa.CheckConstraint('issued >= 0 AND issued <= pieces', name='gift_applications_issued'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('gift_applications_state', 'gift_applications', ['site', 'state', 'id'])
    op.create_table('gifts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('promotion', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('pieces', sa.BigInteger(), nullable=False),
    sa.Column('serials', JSON, nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('given_by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('cost_minor', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('gifts_recipient', 'gifts', ['site', 'promotion', 'fingerprint'])
    op.create_table('lent_items',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text()),
    sa.Column('loan_id', sa.Text()),
    sa.Column('due_at', sa.BigInteger()),
    sa.Column('registered_by', sa.Text(), nullable=False),
    sa.Column('registered_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'item')
    )
    op.create_index('lent_items_holder', 'lent_items', ['site', 'holder'])
    op.create_table('loans',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('lender', sa.Text(), nullable=False),
    sa.Column('borrower', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('offered_at', sa.BigInteger(), nullable=False),
    sa.Column('accepted_at', sa.BigInteger()),
    sa.Column('return_signed_at', sa.BigInteger()),
    sa.Column('reported_by', sa.Text()),
    sa.Column('ended_at', sa.BigInteger()),
    sa.Column('ended_by', sa.Text()),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('loans_item', 'loans', ['site', 'item', 'id'])
    op.create_table('promotion_costs',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('promotion', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('promotion_costs_promotion', 'promotion_costs', ['site', 'promotion'])
    op.create_table('promotion_people',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('promotion', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('contacted_day', sa.Text(), nullable=False),
    sa.Column('responded_day', sa.Text()),
    sa.Column('bought_day', sa.Text()),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('promotion_people_once', 'promotion_people', ['site', 'promotion', 'fingerprint'], unique=True)
    op.create_table('promotion_sales',
    sa.Column('charge_id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('promotion', sa.Text(), nullable=False),
    sa.Column('participant_id', sa.Text()),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('clerk', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('charge_id')
    )
    op.create_index('promotion_sales_promotion', 'promotion_sales', ['site', 'promotion'])
    op.create_table('promotions',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('promotion', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('starts', sa.Text(), nullable=False),
    sa.Column('ends', sa.Text(), nullable=False),
    sa.Column('budget_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('items', JSON, nullable=False),
    sa.Column('gifts', JSON, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('opened_by', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_by', sa.Text()),
    sa.Column('closed_at', sa.BigInteger()),
    sa.PrimaryKeyConstraint('site', 'promotion')
    )
    op.create_table('put_aways',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('collector', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('expected_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text()),
    sa.Column('reference', sa.Text()),
    sa.Column('drawers', JSON, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('drawn_at', sa.BigInteger(), nullable=False),
    sa.Column('witness', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('entry_id', sa.Text()),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('put_aways_collector', 'put_aways', ['site', 'collector', 'state'])
    op.create_index('put_aways_state', 'put_aways', ['site', 'state', 'id'])
    op.create_table('seals',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger()),
    sa.Column('up_to', sa.BigInteger(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('debit_minor', sa.BigInteger(), nullable=False),
    sa.Column('credit_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('balances', JSON, nullable=False),
    sa.Column('digests', sa.Text(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('sealed_by', sa.Text(), nullable=False),
    sa.Column('sealed_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'sequence')
    )
    op.create_index('seals_up_to', 'seals', ['site', 'up_to'])
    op.create_table('security_deposit_parts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('deposit_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text()),
    sa.Column('reason', sa.Text()),
    sa.Column('reference', sa.Text()),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('note', sa.Text()),
    sa.Column('entry_id', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('security_deposit_parts_deposit', 'security_deposit_parts', ['deposit_id'])
    op.create_table('security_deposits',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('returned_minor', sa.BigInteger(), nullable=False),
    sa.Column('kept_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('item', sa.Text()),
    sa.Column('customer', sa.Text()),
    sa.Column('phone', sa.Text()),
    sa.Column('reference', sa.Text()),
    sa.Column('taken_by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=False),
    sa.CheckConstraint('returned_minor >= 0 AND kept_minor >= 0 AND returned_minor + kept_minor <= amount_minor', name='security_deposits_never_exceeded'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('security_deposits_item', 'security_deposits', ['site', 'item'])
    op.create_index('security_deposits_number', 'security_deposits', ['site', 'number'])
    op.create_index('security_deposits_state', 'security_deposits', ['site', 'state', 'id'])
    op.create_table('slip_signatures',
    sa.Column('slip_id', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('figures', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('slip_id', 'revision', 'part')
    )
    op.create_table('staff_phones',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text()),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'actor')
    )
    op.create_index('staff_phones_fingerprint', 'staff_phones', ['site', 'fingerprint'])
    op.create_table('stock_differences',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('missing', JSON, nullable=False),
    sa.Column('counted_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('stock_differences_state', 'stock_differences', ['site', 'state', 'id'])
    op.create_table('stock_goods',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('pieces', sa.BigInteger(), nullable=False),
    sa.Column('claimed', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('claimed >= 0 AND pieces >= claimed', name='stock_goods_not_negative'),
    sa.PrimaryKeyConstraint('site', 'type', 'place')
    )
    op.create_table('stock_moves',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('pieces', sa.BigInteger(), nullable=False),
    sa.Column('series', sa.Text()),
    sa.Column('first', sa.BigInteger()),
    sa.Column('last', sa.BigInteger()),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('number', sa.Text()),
    sa.Column('note', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('stock_moves_reference', 'stock_moves', ['reference'])
    op.create_index('stock_moves_series', 'stock_moves', ['site', 'series', 'first'])
    op.create_index('stock_moves_source', 'stock_moves', ['site', 'source', 'day'])
    op.create_index('stock_moves_target', 'stock_moves', ['site', 'target', 'day'])
    op.create_table('stock_offers',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('giver', sa.Text(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('lines', JSON, nullable=False),
    sa.Column('application_id', sa.Text()),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('offered_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.Text()),
    sa.Column('decided_at', sa.BigInteger()),
    sa.Column('reason', sa.Text()),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('stock_offers_state', 'stock_offers', ['site', 'state', 'id'])
    op.create_table('stock_units',
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('series', sa.Text(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('claim', sa.Text()),
    sa.Column('charge_id', sa.Text()),
    sa.Column('cost_minor', sa.BigInteger()),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site', 'type', 'series', 'number')
    )
    op.create_index('stock_units_charge', 'stock_units', ['charge_id'], sqlite_where=sa.text('charge_id IS NOT NULL'), postgresql_where=sa.text('charge_id IS NOT NULL'))
    op.create_index('stock_units_place', 'stock_units', ['site', 'place', 'type'])
    op.add_column('charges', sa.Column('goods', sa.Text()))
    op.create_index('entries_site_at', 'entries', ['site', 'at'])
    op.create_index('postings_site_at', 'postings', ['site', 'at'])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '% {SAYS}', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        guard(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        unguard(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION append_only()")
    op.drop_index('postings_site_at', table_name='postings')
    op.drop_index('entries_site_at', table_name='entries')
    op.drop_column('charges', 'goods')
    op.drop_index('stock_units_place', table_name='stock_units')
    op.drop_index('stock_units_charge', table_name='stock_units', sqlite_where=sa.text('charge_id IS NOT NULL'), postgresql_where=sa.text('charge_id IS NOT NULL'))
    op.drop_table('stock_units')
    op.drop_index('stock_offers_state', table_name='stock_offers')
    op.drop_table('stock_offers')
    op.drop_index('stock_moves_target', table_name='stock_moves')
    op.drop_index('stock_moves_source', table_name='stock_moves')
    op.drop_index('stock_moves_series', table_name='stock_moves')
    op.drop_index('stock_moves_reference', table_name='stock_moves')
    op.drop_table('stock_moves')
    op.drop_table('stock_goods')
    op.drop_index('stock_differences_state', table_name='stock_differences')
    op.drop_table('stock_differences')
    op.drop_index('staff_phones_fingerprint', table_name='staff_phones')
    op.drop_table('staff_phones')
    op.drop_table('slip_signatures')
    op.drop_index('security_deposits_state', table_name='security_deposits')
    op.drop_index('security_deposits_number', table_name='security_deposits')
    op.drop_index('security_deposits_item', table_name='security_deposits')
    op.drop_table('security_deposits')
    op.drop_index('security_deposit_parts_deposit', table_name='security_deposit_parts')
    op.drop_table('security_deposit_parts')
    op.drop_index('seals_up_to', table_name='seals')
    op.drop_table('seals')
    op.drop_index('put_aways_state', table_name='put_aways')
    op.drop_index('put_aways_collector', table_name='put_aways')
    op.drop_table('put_aways')
    op.drop_table('promotions')
    op.drop_index('promotion_sales_promotion', table_name='promotion_sales')
    op.drop_table('promotion_sales')
    op.drop_index('promotion_people_once', table_name='promotion_people')
    op.drop_table('promotion_people')
    op.drop_index('promotion_costs_promotion', table_name='promotion_costs')
    op.drop_table('promotion_costs')
    op.drop_index('loans_item', table_name='loans')
    op.drop_table('loans')
    op.drop_index('lent_items_holder', table_name='lent_items')
    op.drop_table('lent_items')
    op.drop_index('gifts_recipient', table_name='gifts')
    op.drop_table('gifts')
    op.drop_index('gift_applications_state', table_name='gift_applications')
    op.drop_table('gift_applications')
    op.drop_index('differences_state', table_name='differences')
    op.drop_table('differences')
    op.drop_index('deposit_slips_state', table_name='deposit_slips')
    op.drop_index('deposit_slips_one_a_clerk', table_name='deposit_slips', sqlite_where=sa.text("state = 'drawn'"), postgresql_where=sa.text("state = 'drawn'"))
    op.drop_index('deposit_slips_clerk', table_name='deposit_slips')
    op.drop_table('deposit_slips')
