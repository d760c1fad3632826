"""The record of accounts: every fact with its time and its author, never changed."""

from chassis.work import Work
from contracts.roster import AccountFact
from services.roster.domain.accounts import Account, Application
from services.roster.repository import accounts as repository


def note_account(work: Work, account: Account, what: str, note: str | None = None) -> None:
    repository.note_fact(
        work.store,
        work.site,
        work.new_id(),
        AccountFact(at=work.now, by=work.actor, what=what, note=note),
        account=account.account,
    )


def note_application(work: Work, application: Application, what: str, note: str | None = None) -> None:
    repository.note_fact(
        work.store,
        work.site,
        work.new_id(),
        AccountFact(at=work.now, by=work.actor, what=what, note=note),
        application_id=application.id,
    )
