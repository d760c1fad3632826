"""Accounts and the applications for them, with phones masked."""

from chassis.work import Work
from contracts.masking import mask_phone
from contracts.problems import NotFound
from contracts.roster import (
    AccountPage,
    AccountRow,
    AccountView,
    ApplicationPage,
    ApplicationRow,
    GetAccount,
    ListAccounts,
    ListApplications,
)
from services.roster.domain.accounts import Application
from services.roster.repository import accounts as repository


async def show_account(query: GetAccount, work: Work) -> AccountView:
    """Raises NotFound."""
    account = await repository.find_account(work.store, work.site, query.account)
    if account is None:
        raise NotFound("there is no such account", errors={"account": "unknown; see roster.accounts"})
    return AccountView(
        account=account.account,
        person=account.person,
        state=account.state,
        locked_because=account.locked_because,
        phone=mask_phone(account.phone),
        grants=account.grants,
        opened_at=account.opened_at,
        changed_at=account.changed_at,
        until=account.until,
        wrong_tries=account.wrong_tries,
        record=await repository.facts_of(work.store, work.site, account.account),
    )


async def list_accounts(query: ListAccounts, work: Work) -> AccountPage:
    found = await repository.page_of_accounts(work.store, work.site, query)
    rows = [
        AccountRow(
            account=one.account,
            person=one.person,
            state=one.state,
            locked_because=one.locked_because,
            phone=mask_phone(one.phone),
            grants=one.grants,
            until=one.until,
        )
        for one in found[: query.limit]
    ]
    return AccountPage(rows=rows, next=rows[-1].account if len(found) > query.limit else None)


async def list_applications(query: ListApplications, work: Work) -> ApplicationPage:
    found = await repository.page_of_applications(work.store, work.site, query)
    rows = [_row(one) for one in found[: query.limit]]
    return ApplicationPage(rows=rows, next=rows[-1].application_id if len(found) > query.limit else None)


def _row(one: Application) -> ApplicationRow:
    values = {name: getattr(one, name) for name in ApplicationRow.model_fields if name != "application_id"}
    return ApplicationRow(
        **(values | {"application_id": one.id, "phone": mask_phone(one.phone) if one.phone else None})
    )
