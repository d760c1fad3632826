"""A password is proved, or changed by its person. Both hash outside the transaction, since that is slow on purpose."""

import asyncio
from dataclasses import dataclass, replace

from chassis.aid import Aid
from chassis.work import Work
from contracts.playbook.people import Accounts
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from contracts.roster import ChangePassword, CheckPassword, PasswordAnswer, PasswordChanged
from services.roster.domain.accounts import Account, account_rules
from services.roster.domain.passwords import faults, fits, fits_any, hashed
from services.roster.handlers.account_record import note_account
from services.roster.handlers.account_timers import set_timers
from services.roster.handlers.lock_account import lock
from services.roster.repository import accounts as repository


@dataclass(frozen=True)
class Proof:
    """Whether the password was ``right`` for the ``hash`` it was held against; ``digest`` is that of a new one,
    ``used`` says that it was used before."""

    hash: str | None
    right: bool
    digest: str = ""
    used: bool = False


async def prove(command: CheckPassword, aid: Aid) -> Proof:
    account = await _stored(command.account, aid)
    right = await asyncio.to_thread(fits, account.hash, command.password)
    return Proof(account.hash, right)


async def check_password(command: CheckPassword, work: Work) -> PasswordAnswer:
    """Raises NotFound, or Conflict for an account that lets nobody in. Rule TH-35."""
    rules = account_rules(work.playbook)
    account = await _account(command.account, work)
    account.must_let_in()
    proof: Proof = _of_now(work.prepared, account)
    if not proof.right:
        await _count_wrong(account, rules, work)
        return PasswordAnswer(account=account.account, right=False)
    if account.wrong_tries:
        repository.keep_account(work.store, work.site, replace(account, wrong_tries=0))
    return PasswordAnswer(
        account=account.account, right=True, change_first=account.state == "first", until=account.until
    )


async def prove_both(command: ChangePassword, aid: Aid) -> Proof:
    """Refuses a new password that the policy does not allow before anything is hashed. Raises Invalid."""
    rules = account_rules(aid.playbook)
    account = await _stored(command.account, aid)
    new = command.new
    if found := faults(new, rules.password, account.account):
        raise Invalid("the new password is too weak", errors={"new": "; ".join(found)}, slug="weak-password")
    right = await asyncio.to_thread(fits, account.hash, command.present)
    if not right:
        return Proof(account.hash, right=False)
    kept = [account.hash, *account.earlier] if account.hash else account.earlier
    used = await asyncio.to_thread(fits_any, kept, new)
    return Proof(account.hash, right, "" if used else await asyncio.to_thread(hashed, new), used)


async def change_password(command: ChangePassword, work: Work) -> PasswordAnswer:
    """By the account's person alone. A wrong present password is answered, since a refusal would not be counted. Raises
    Forbidden for somebody else, Conflict for an account that lets nobody in, Invalid for one used before. TH-35."""
    rules = account_rules(work.playbook)
    account = await _account(command.account, work)
    if account.person != work.actor:
        raise Forbidden(f"account {account.account} is not yours; its person changes its password")
    account.must_let_in()
    proof: Proof = _of_now(work.prepared, account)
    if not proof.right:
        await _count_wrong(account, rules, work)
        return PasswordAnswer(account=account.account, right=False)
    if proof.used:
        raise Invalid("this password was used before", errors={"new": "take one that was not used lately"})
    account = account.with_password(proof.digest, work.now, rules.password, work.playbook.calendar.timezone)
    assert account.until is not None
    repository.keep_account(work.store, work.site, account)
    note_account(work, account, "password changed")
    await set_timers(account, work)
    work.announce(PasswordChanged(account=account.account, person=account.person, until=account.until))
    return PasswordAnswer(account=account.account, right=True, until=account.until)


async def _count_wrong(account: Account, rules: Accounts, work: Work) -> None:
    account = replace(account, wrong_tries=account.wrong_tries + 1)
    note_account(work, account, "wrong password")
    if account.wrong_tries >= rules.password.wrong_tries:
        await lock(account, "wrong_tries", work)
    else:
        repository.keep_account(work.store, work.site, account)


async def _stored(name: str, aid: Aid) -> Account:
    async with aid.reading() as store:
        account = await repository.find_account(store, aid.site, name)
    return _there(account)


async def _account(name: str, work: Work) -> Account:
    return _there(await repository.find_account(work.store, work.site, name, to_change=True))


def _there(account: Account | None) -> Account:
    if account is None:
        raise NotFound("there is no such account", errors={"account": "unknown; see roster.accounts"})
    return account


def _of_now(proof: Proof, account: Account) -> Proof:
    """Raises Conflict when the password was changed while this one was being proved."""
    if proof.hash != account.hash:
        raise Conflict("the password was changed a moment ago", errors={"": "try again with the present one"})
    return proof
