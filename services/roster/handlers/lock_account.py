"""Accounts are locked: by hand, when their password has run out or was guessed at, when their person leaves."""

from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.problems import Conflict, Forbidden, NotFound
from contracts.roster import (
    AccountLocked,
    AccountReceipt,
    AccountUnlocked,
    LockAccount,
    LockReason,
    PasswordExpiring,
    UnlockAccount,
)
from services.roster.domain.accounts import Account, account_rules, accounts_of, must_hold
from services.roster.handlers.account_record import note_account
from services.roster.handlers.account_timers import forget_timers, send_first_password_soon
from services.roster.handlers.apply_for_account import told
from services.roster.repository import accounts as repository


async def lock_account(command: LockAccount, work: Work) -> AccountReceipt:
    """Raises Forbidden, NotFound, or Conflict for one that is locked or closed."""
    rules = account_rules(work.playbook)
    must_hold(work.person.roles, [*rules.locked_by, *rules.configured_by], "locking accounts")
    account = await _to_change(command.account, work)
    if account.state in ("locked", "closed"):
        raise Conflict(f"account {account.account} is {account.state} already", errors={"account": "nothing to do"})
    account = await lock(account, "by_hand", work, command.reason)
    return AccountReceipt(account=account.account, state=account.state)


async def unlock_account(command: UnlockAccount, work: Work) -> AccountReceipt:
    """A new first password is sent. Raises Forbidden for the account's own person, Conflict for an account in use or
    closed, or of somebody who is no longer on the staff. Rule TH-35."""
    rules = account_rules(work.playbook)
    must_hold(work.person.roles, rules.configured_by, "unlocking accounts")
    account = await _to_change(command.account, work)
    if account.person == work.actor:
        raise Forbidden("nobody unlocks an account of their own", errors={"account": "have a colleague unlock it"})
    if account.state != "locked" and not (account.state == "first" and account.hash is None):
        raise Conflict(
            f"account {account.account} is {account.state}", errors={"account": "only a locked one is unlocked"}
        )
    work.colleague(account.person, "account")
    account = account.to_be_sent()
    repository.keep_account(work.store, work.site, account)
    note_account(work, account, "unlocked", command.reason)
    send_first_password_soon(account, work)
    work.announce(AccountUnlocked(account=account.account, person=account.person, by=work.actor, reason=command.reason))
    return AccountReceipt(account=account.account, state=account.state)


async def lock_overdue(timer: Timer, work: Work) -> None:
    """Its password was not changed in time. Rule TH-35."""
    account = await repository.find_account(work.store, work.site, timer.data["account"], to_change=True)
    if account is None or account.until is None or account.until > work.now or account.state not in ("first", "active"):
        return
    await lock(account, "first_overdue" if account.state == "first" else "expired", work)


async def warn_expiring(timer: Timer, work: Work) -> None:
    """Its person hears that the password runs out soon. Rule TH-35."""
    account = await repository.find_account(work.store, work.site, timer.data["account"])
    if account is None or account.state != "active" or account.until is None:
        return
    work.announce(
        PasswordExpiring(
            account=account.account, person=account.person, until=account.until, recipients=[_holder(account, work)]
        )
    )


async def lock_those_of(person: str, work: Work) -> None:
    """Somebody left the staff: nobody gets in with their accounts any more."""
    for account in await repository.accounts_of(work.store, work.site, person):
        if account.state != "locked":
            await lock(account, "staff_left", work)


async def lock(account: Account, because: LockReason, work: Work, note: str | None = None) -> Account:
    accounts = accounts_of(work.playbook)
    account = account.locked(because)
    repository.keep_account(work.store, work.site, account)
    note_account(work, account, f"locked: {because}", note)
    await forget_timers(account, work)
    work.announce(
        AccountLocked(
            account=account.account,
            person=account.person,
            because=because,
            by=work.actor,
            note=note,
            recipients=[_holder(account, work), *told(accounts.configured_by if accounts else [], work)],
        )
    )
    return account


def _holder(account: Account, work: Work) -> Recipient:
    person = work.staff.get(account.person)
    return Recipient(actor=account.person, role="person", on_duty=bool(person and person.on_duty))


async def _to_change(name: str, work: Work) -> Account:
    account = await repository.find_account(work.store, work.site, name, to_change=True)
    if account is None:
        raise NotFound("there is no such account", errors={"account": "unknown; see roster.accounts"})
    return account
