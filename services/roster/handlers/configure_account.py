"""Carry out an approved application: the account is opened, changed or closed."""

from dataclasses import replace

from chassis.work import Work
from contracts.masking import mask_phone
from contracts.problems import Conflict, Invalid
from contracts.roster import AccountClosed, AccountConfigured, AccountReceipt, ConfigureAccount
from services.roster.domain.accounts import Account, Application, account_rules, must_hold
from services.roster.handlers.account_record import note_account
from services.roster.handlers.account_timers import forget_timers, send_first_password_soon
from services.roster.handlers.decide_application import application_of
from services.roster.handlers.leaving import must_have_handed_over
from services.roster.repository import accounts as repository
from services.roster.repository.shifts import lock_staff


async def configure_account(command: ConfigureAccount, work: Work) -> AccountReceipt:
    """By the playbook's roles, once it was agreed to. Raises Forbidden, Conflict for an application in another
    state, a name or phone taken meanwhile, or closing what its person still needs. Rules TH-12, TH-34, TH-35."""
    rules = account_rules(work.playbook)
    must_hold(work.person.roles, rules.configured_by, "configuring accounts")
    await lock_staff(work.store, work.site)
    application = await application_of(command.application_id, work)
    application.must_be("approved", "only what was agreed to is configured; see roster.applications")
    before = await _before(application, command, work)
    if application.kind == "close" and work.playbook.handover.leaving and work.staff.get(before.person) is not None:
        await must_have_handed_over(before.person, "application_id", work)
    if application.phone is not None:
        await _phone_must_be_free(application.phone, before, work)
    account = await _changed(before, application, work)
    repository.keep_account(work.store, work.site, account)
    done = replace(
        application, state="configured", account=account.account, configured_by=work.actor, configured_at=work.now
    )
    repository.keep_application(work.store, work.site, done)
    note_account(work, account, f"configured: {application.kind}", application.reason)
    _announce(account, application, work)
    return AccountReceipt(account=account.account, state=account.state, until=account.until)


async def _before(application: Application, command: ConfigureAccount, work: Work) -> Account:
    """The account as it stands, or a blank one to be opened."""
    name = application.account or command.account
    if name is None:
        raise Invalid("the account has no name yet", errors={"account": "name it, such as GZ0107"})
    if application.account is not None and command.account not in (None, application.account):
        raise Invalid(
            f"this application is about {application.account}", errors={"account": "leave it out, or name that one"}
        )
    found = await repository.find_account(work.store, work.site, name, to_change=True)
    if application.kind == "open":
        if found is not None:
            raise Conflict(f"there is an account {name} already", errors={"account": "take another name"})
        work.colleague(application.person, "application_id")
        return Account(name, application.person, "first", application.phone or "", [], work.now)
    assert found is not None
    if found.state == "closed":
        raise Conflict(f"account {name} is closed already", errors={"application_id": "withdraw it"})
    return found


async def _phone_must_be_free(phone: str, account: Account, work: Work) -> None:
    bound = await repository.account_of_phone(work.store, work.site, phone)
    if bound is not None and bound.account != account.account:
        raise Conflict(
            f"its phone is bound to account {bound.account} meanwhile",
            errors={"application_id": "have it withdrawn, and apply with the person's own phone"},
        )


async def _changed(before: Account, application: Application, work: Work) -> Account:
    if application.kind == "close":
        await forget_timers(before, work)
        return replace(before, state="closed", hash=None, earlier=(), until=None, locked_because=None)
    account = replace(
        before,
        phone=application.phone or before.phone,
        grants=before.grants if application.grants is None else application.grants,
    )
    if application.kind == "open":
        account = account.to_be_sent()
        send_first_password_soon(account, work)
    return account


def _announce(account: Account, application: Application, work: Work) -> None:
    if account.state == "closed":
        work.announce(AccountClosed(account=account.account, person=account.person, by=work.actor))
        return
    work.announce(
        AccountConfigured(
            account=account.account,
            person=account.person,
            kind=application.kind,
            phone=mask_phone(account.phone),
            grants=account.grants,
            by=work.actor,
        )
    )
