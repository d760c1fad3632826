"""The day's closing and its seals."""

from chassis.work import Timer, Work
from contracts import cashdesk as c
from services.cashdesk.handlers.close_day import KIND, close_day, close_days_due, expect_closings
from services.cashdesk.handlers.list_seals import list_seals
from services.cashdesk.subscribers.base import on


@on.start
async def started(work: Work) -> None:
    await expect_closings(work)


@on.timer(KIND)
async def day_is_over(timer: Timer, work: Work) -> None:
    await close_days_due(timer, work)


@on.command(c.CloseDay)
async def day_closed(command: c.CloseDay, work: Work) -> c.SealReceipt:
    return await close_day(command, work)


@on.query(c.ListSeals)
async def seals(query: c.ListSeals, work: Work) -> c.SealPage:
    return await list_seals(query, work)
