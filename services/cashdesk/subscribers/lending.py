"""Things that are lent and come back."""

from chassis.work import Timer, Work
from contracts import cashdesk as c
from contracts.base import Done
from services.cashdesk.handlers.lend_item import (
    OVERDUE,
    accept_item,
    decline_item,
    item_overdue,
    lend_item,
    register_item,
)
from services.cashdesk.handlers.list_items import list_items, list_loans
from services.cashdesk.handlers.return_item import confirm_return, decide_lost, report_lost, return_item
from services.cashdesk.subscribers.base import on


@on.command(c.RegisterItem)
async def item_registered(command: c.RegisterItem, work: Work) -> Done:
    return await register_item(command, work)


@on.command(c.LendItem)
async def item_offered(command: c.LendItem, work: Work) -> c.LoanReceipt:
    return await lend_item(command, work)


@on.command(c.AcceptItem)
async def item_accepted(command: c.AcceptItem, work: Work) -> c.LoanReceipt:
    return await accept_item(command, work)


@on.command(c.DeclineItem)
async def item_declined(command: c.DeclineItem, work: Work) -> c.LoanReceipt:
    return await decline_item(command, work)


@on.command(c.ReturnItem)
async def item_return_signed(command: c.ReturnItem, work: Work) -> c.LoanReceipt:
    return await return_item(command, work)


@on.command(c.ConfirmItemReturn)
async def item_return_confirmed(command: c.ConfirmItemReturn, work: Work) -> c.LoanReceipt:
    return await confirm_return(command, work)


@on.command(c.ReportItemLost)
async def item_loss_reported(command: c.ReportItemLost, work: Work) -> c.LoanReceipt:
    return await report_lost(command, work)


@on.command(c.DecideItemLost)
async def item_loss_decided(command: c.DecideItemLost, work: Work) -> c.LoanReceipt:
    return await decide_lost(command, work)


@on.query(c.ListItems)
async def items(query: c.ListItems, work: Work) -> c.ItemPage:
    return await list_items(query, work)


@on.query(c.ListLoans)
async def loans(query: c.ListLoans, work: Work) -> c.LoanPage:
    return await list_loans(query, work)


@on.timer(OVERDUE)
async def overdue(timer: Timer, work: Work) -> None:
    await item_overdue(timer, work)
