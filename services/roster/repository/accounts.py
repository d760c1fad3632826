"""Every query of roster about staff accounts."""

from dataclasses import fields
from typing import Any

from sqlalchemy import or_, select

from chassis.store import Store
from contracts.roster import AccountFact, ListAccounts, ListApplications
from services.roster.domain.accounts import Account, Application
from services.roster.repository.shifts import for_update
from services.roster.tables import account_facts, accounts, applications

OPEN = ("applied", "approved")


def keep_application(store: Store, site: str, application: Application) -> None:
    store.put(applications, site=site, **{one.name: getattr(application, one.name) for one in fields(Application)})


async def application_to_change(store: Store, site: str, application_id: str) -> Application | None:
    query = select(applications).where(applications.c.site == site, applications.c.id == application_id)
    row = await store.row(for_update(store, query))
    return _application(row) if row else None


async def open_application(store: Store, site: str, person: str, account: str | None) -> Application | None:
    """One under way for this account, or for this person's first."""
    query = select(applications).where(
        applications.c.site == site,
        applications.c.person == person,
        applications.c.state.in_(OPEN),
        applications.c.account.is_(None) if account is None else applications.c.account == account,
    )
    row = await store.row(query)
    return _application(row) if row else None


async def page_of_applications(store: Store, site: str, asked: ListApplications) -> list[Application]:
    """Newest first; one row more than asked for when there is a further page."""
    query = select(applications).where(applications.c.site == site)
    if asked.state is not None:
        query = query.where(applications.c.state == asked.state)
    if asked.person is not None:
        query = query.where(applications.c.person == asked.person)
    if asked.cursor is not None:
        query = query.where(applications.c.id < asked.cursor)
    return [
        _application(row) for row in await store.rows(query.order_by(applications.c.id.desc()).limit(asked.limit + 1))
    ]


def keep_account(store: Store, site: str, account: Account) -> None:
    values = {one.name: getattr(account, one.name) for one in fields(Account)}
    store.put(accounts, site=site, **(values | {"earlier": list(account.earlier)}))


async def find_account(store: Store, site: str, account: str, *, to_change: bool = False) -> Account | None:
    query = select(accounts).where(accounts.c.site == site, accounts.c.account == account)
    row = await store.row(for_update(store, query) if to_change else query)
    return _account(row) if row else None


async def account_of_phone(store: Store, site: str, phone: str) -> Account | None:
    """The open account bound to this phone."""
    query = select(accounts).where(accounts.c.site == site, accounts.c.phone == phone, accounts.c.state != "closed")
    row = await store.row(query)
    return _account(row) if row else None


async def accounts_of(store: Store, site: str, person: str) -> list[Account]:
    """A person's accounts that are not closed."""
    query = select(accounts).where(accounts.c.site == site, accounts.c.person == person, accounts.c.state != "closed")
    return [_account(row) for row in await store.rows(for_update(store, query.order_by(accounts.c.account)))]


async def page_of_accounts(store: Store, site: str, asked: ListAccounts) -> list[Account]:
    """By name; one row more than asked for when there is a further page."""
    query = select(accounts).where(accounts.c.site == site)
    if asked.state is not None:
        query = query.where(accounts.c.state == asked.state)
    if asked.person is not None:
        query = query.where(accounts.c.person == asked.person)
    if asked.cursor is not None:
        query = query.where(accounts.c.account > asked.cursor)
    return [_account(row) for row in await store.rows(query.order_by(accounts.c.account).limit(asked.limit + 1))]


def note_fact(
    store: Store,
    site: str,
    fact_id: str,
    fact: AccountFact,
    *,
    account: str | None = None,
    application_id: str | None = None,
) -> None:
    values = fact.model_dump()
    store.insert(account_facts, id=fact_id, site=site, account=account, application_id=application_id, **values)


async def facts_of(store: Store, site: str, account: str) -> list[AccountFact]:
    """All that was done about an account, from the application that opened it on."""
    its = select(applications.c.id).where(applications.c.site == site, applications.c.account == account)
    facts = account_facts
    query = select(facts).where(facts.c.site == site, or_(facts.c.account == account, facts.c.application_id.in_(its)))
    rows = await store.rows(query.order_by(facts.c.at, facts.c.id))
    return [AccountFact(at=row.at, by=row.by, what=row.what, note=row.note) for row in rows]


def _application(row: Any) -> Application:
    return Application(**{one.name: getattr(row, one.name) for one in fields(Application)})


def _account(row: Any) -> Account:
    values = {one.name: getattr(row, one.name) for one in fields(Account)}
    return Account(**(values | {"earlier": tuple(row.earlier)}))
