"""Staff accounts: applications, passwords, locking."""

from chassis.work import Timer, Work
from contracts.roster import (
    AccountPage,
    AccountReceipt,
    AccountView,
    ApplicationPage,
    ApplicationReceipt,
    ApplyForAccount,
    ChangePassword,
    CheckPassword,
    ConfigureAccount,
    DecideApplication,
    GetAccount,
    ListAccounts,
    ListApplications,
    LockAccount,
    PasswordAnswer,
    UnlockAccount,
    WithdrawApplication,
)
from services.roster.handlers.apply_for_account import apply_for_account
from services.roster.handlers.check_password import change_password, check_password, prove, prove_both
from services.roster.handlers.configure_account import configure_account
from services.roster.handlers.decide_application import decide_application, withdraw_application
from services.roster.handlers.lock_account import lock_account, lock_overdue, unlock_account, warn_expiring
from services.roster.handlers.send_first_password import keep_first_password, send_first_password
from services.roster.handlers.show_accounts import list_accounts, list_applications, show_account
from services.roster.subscribers.base import on


@on.command(ApplyForAccount)
async def apply(command: ApplyForAccount, work: Work) -> ApplicationReceipt:
    return await apply_for_account(command, work)


@on.command(DecideApplication)
async def decide(command: DecideApplication, work: Work) -> ApplicationReceipt:
    return await decide_application(command, work)


@on.command(WithdrawApplication)
async def withdraw(command: WithdrawApplication, work: Work) -> ApplicationReceipt:
    return await withdraw_application(command, work)


@on.command(ConfigureAccount)
async def configure(command: ConfigureAccount, work: Work) -> AccountReceipt:
    return await configure_account(command, work)


@on.command(CheckPassword, prepare=prove)
async def check(command: CheckPassword, work: Work) -> PasswordAnswer:
    return await check_password(command, work)


@on.command(ChangePassword, prepare=prove_both)
async def change(command: ChangePassword, work: Work) -> PasswordAnswer:
    return await change_password(command, work)


@on.command(LockAccount)
async def lock(command: LockAccount, work: Work) -> AccountReceipt:
    return await lock_account(command, work)


@on.command(UnlockAccount)
async def unlock(command: UnlockAccount, work: Work) -> AccountReceipt:
    return await unlock_account(command, work)


@on.query(GetAccount)
async def account(query: GetAccount, work: Work) -> AccountView:
    return await show_account(query, work)


@on.query(ListAccounts)
async def accounts(query: ListAccounts, work: Work) -> AccountPage:
    return await list_accounts(query, work)


@on.query(ListApplications)
async def applications(query: ListApplications, work: Work) -> ApplicationPage:
    return await list_applications(query, work)


@on.timer("account_send", prepare=send_first_password)
async def account_send(timer: Timer, work: Work) -> None:
    await keep_first_password(timer, work)


@on.timer("account_warn")
async def account_warn(timer: Timer, work: Work) -> None:
    await warn_expiring(timer, work)


@on.timer("account_lock")
async def account_lock(timer: Timer, work: Work) -> None:
    await lock_overdue(timer, work)
