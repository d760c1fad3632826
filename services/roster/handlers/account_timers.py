"""The clocks of an account: its first password is sent, it warns, it runs out."""

from datetime import datetime

from chassis.work import Work
from services.roster.domain.accounts import Account, accounts_of

SEND, WARN, LOCK = "account_send", "account_warn", "account_lock"


def timer_id(kind: str, site: str, account: str) -> str:
    return f"{kind}-{site}-{account}"


def send_first_password_soon(account: Account, work: Work) -> None:
    """The message goes out after the commit, by a timer of its own."""
    send_at(account, work.now, 0, work)


def send_at(account: Account, at: datetime, tries: int, work: Work) -> None:
    data = {"account": account.account, "sending": account.sendings, "tries": tries}
    work.schedule(timer_id(SEND, work.site, account.account), at, SEND, data)


async def set_timers(account: Account, work: Work) -> None:
    """From now on: told before its password runs out, locked when it has. Without an end nothing is set."""
    await work.cancel_timer(timer_id(WARN, work.site, account.account))
    if account.until is None:
        await work.cancel_timer(timer_id(LOCK, work.site, account.account))
        return
    accounts = accounts_of(work.playbook)
    work.schedule(timer_id(LOCK, work.site, account.account), account.until, LOCK, {"account": account.account})
    if account.state == "active" and accounts is not None:
        warn_at = account.until - accounts.password.warn_before
        work.schedule(timer_id(WARN, work.site, account.account), warn_at, WARN, {"account": account.account})


async def forget_timers(account: Account, work: Work) -> None:
    for kind in (SEND, WARN, LOCK):
        await work.cancel_timer(timer_id(kind, work.site, account.account))
