"""Staff accounts: applications, the accounts with the hashes of their passwords, and the record of both."""

from sqlalchemy import Column, Index, Integer, Table, Text

from chassis.columns import Instant, Json
from services.roster.tables.base import metadata

applications = Table(
    "applications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("account", Text),
    Column("phone", Text),
    Column("grants", Json),
    Column("department", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("note", Text),
    Column("configured_by", Text),
    Column("configured_at", Instant),
)
Index("applications_state", applications.c.site, applications.c.state, applications.c.id)
Index("applications_account", applications.c.site, applications.c.account)

accounts = Table(
    "accounts",
    metadata,
    Column("site", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("locked_because", Text),
    Column("phone", Text, nullable=False),
    Column("grants", Json, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant),
    Column("until", Instant),
    Column("hash", Text),
    Column("earlier", Json, nullable=False),
    Column("wrong_tries", Integer, nullable=False),
    Column("sendings", Integer, nullable=False),
)
_in_use = accounts.c.state != "closed"
Index(
    "accounts_phone",
    accounts.c.site,
    accounts.c.phone,
    unique=True,
    sqlite_where=_in_use,
    postgresql_where=_in_use,
)
Index("accounts_person", accounts.c.site, accounts.c.person)

account_facts = Table(
    "account_facts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("account", Text),
    Column("application_id", Text),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("note", Text),
)
Index("account_facts_account", account_facts.c.site, account_facts.c.account)
Index("account_facts_application", account_facts.c.application_id)
