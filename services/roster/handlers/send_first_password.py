"""A random first password goes to the phone that the account is bound to. Nobody at the desk ever sees it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from chassis.aid import Aid
from chassis.gateway import Letter, Undeliverable
from chassis.work import Timer, Work
from contracts.masking import mask_phone
from contracts.roster import FirstPasswordFailed, FirstPasswordSent
from services.roster.domain.accounts import Account, accounts_of
from services.roster.domain.passwords import hashed, random_password
from services.roster.handlers.account_record import note_account
from services.roster.handlers.account_timers import send_at, set_timers
from services.roster.handlers.apply_for_account import told
from services.roster.repository import accounts as repository

TRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long is waited before the gateway is tried again."""


@dataclass(frozen=True)
class Sent:
    """The hash of what was sent, or the reason why it could not be."""

    digest: str = ""
    reason: str = ""
    final: bool = False


async def send_first_password(timer: Timer, aid: Aid) -> Sent | None:
    """Preparation of the timer: make a password, send it, keep only its hash. None when it is no longer wanted."""
    accounts = accounts_of(aid.playbook)
    async with aid.reading() as store:
        account = await repository.find_account(store, aid.site, timer.data["account"])
    if accounts is None or account is None or not _is_wanted(account, timer):
        return None
    password = random_password(accounts.password)
    until = (aid.now + accounts.password.first_within).strftime("%Y-%m-%d %H:%M %Z")
    digest = await asyncio.to_thread(hashed, password)
    text = "\n".join(
        words.replace("{account}", account.account).replace("{password}", password).replace("{until}", until)
        for words in (accounts.text.zh, accounts.text.en)
    )
    letter = Letter(
        id=f"{timer.id}-{account.sendings}-{timer.data['tries']}",
        site=aid.site,
        channel=accounts.channel,
        address=account.phone,
        title=f"{accounts.title.zh} {accounts.title.en}",
        text=text,
    )
    try:
        await aid.gateway.deliver(letter)
    except Undeliverable as error:
        return Sent(reason=error.reason, final=error.final)
    return Sent(digest=digest)


async def keep_first_password(timer: Timer, work: Work) -> None:
    """What became of it: the account counts from now, or the message is tried again, or given up."""
    accounts = accounts_of(work.playbook)
    account = await repository.find_account(work.store, work.site, timer.data["account"], to_change=True)
    sent: Sent | None = work.prepared
    if accounts is None or account is None or sent is None or not _is_wanted(account, timer):
        return
    if sent.digest:
        account = account.with_first_password(sent.digest, work.now, accounts.password)
        assert account.until is not None
        repository.keep_account(work.store, work.site, account)
        note_account(work, account, "first password sent")
        await set_timers(account, work)
        work.announce(
            FirstPasswordSent(
                account=account.account, person=account.person, phone=mask_phone(account.phone), until=account.until
            )
        )
        return
    tries = timer.data["tries"]
    if not sent.final and tries < len(TRIES):
        send_at(account, work.now + TRIES[tries], tries + 1, work)
        return
    note_account(work, account, "first password could not be delivered", sent.reason)
    work.announce(
        FirstPasswordFailed(
            account=account.account,
            person=account.person,
            reason=sent.reason,
            recipients=told(accounts.configured_by, work),
        )
    )


def _is_wanted(account: Account, timer: Timer) -> bool:
    return account.state == "first" and account.hash is None and account.sendings == timer.data["sending"]
