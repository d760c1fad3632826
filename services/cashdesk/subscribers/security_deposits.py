"""Money of customers that the desk holds."""

from chassis.work import Work
from contracts import cashdesk as c
from services.cashdesk.handlers.keep_security_deposit import decide_security_deposit, keep_security_deposit
from services.cashdesk.handlers.list_security_deposits import list_security_deposits
from services.cashdesk.handlers.return_security_deposit import return_security_deposit
from services.cashdesk.handlers.take_security_deposit import take_security_deposit
from services.cashdesk.subscribers.base import on


@on.command(c.TakeSecurityDeposit)
async def deposit_taken(command: c.TakeSecurityDeposit, work: Work) -> c.SecurityDepositReceipt:
    return await take_security_deposit(command, work)


@on.command(c.ReturnSecurityDeposit)
async def deposit_returned(command: c.ReturnSecurityDeposit, work: Work) -> c.SecurityDepositReceipt:
    return await return_security_deposit(command, work)


@on.command(c.KeepSecurityDeposit)
async def keeping_applied_for(command: c.KeepSecurityDeposit, work: Work) -> c.KeepReceipt:
    return await keep_security_deposit(command, work)


@on.command(c.DecideSecurityDeposit)
async def keeping_decided(command: c.DecideSecurityDeposit, work: Work) -> c.KeepReceipt:
    return await decide_security_deposit(command, work)


@on.query(c.ListSecurityDeposits)
async def deposits_held(query: c.ListSecurityDeposits, work: Work) -> c.SecurityDepositPage:
    return await list_security_deposits(query, work)
