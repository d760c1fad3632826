"""What roster listens to about months: drafts, publishing, summaries, and when they are due."""

from chassis.work import Timer, Work
from contracts.roster import (
    AmendDraft,
    DraftMonth,
    GetMonth,
    GetMonthSummary,
    MonthReceipt,
    MonthSummary,
    MonthView,
    PlannedShift,
    PublishMonth,
    ReplaceShift,
    SendMonthSummary,
)
from services.roster.handlers import draft_month as drafts
from services.roster.handlers import month_tasks
from services.roster.handlers.publish_month import publish_month
from services.roster.handlers.replace_shift import replace_shift
from services.roster.handlers.send_month_summary import send_month_summary, show_month_summary
from services.roster.handlers.show_month import show_month
from services.roster.subscribers.base import on


@on.start
async def started(work: Work) -> None:
    await month_tasks.months_started(work)


# ------------------------------------------------------------------ commands
@on.command(DraftMonth)
async def draft(command: DraftMonth, work: Work) -> MonthReceipt:
    return await drafts.draft_month(command, work)


@on.command(AmendDraft)
async def amend(command: AmendDraft, work: Work) -> MonthReceipt:
    return await drafts.amend_draft(command, work)


@on.command(PublishMonth)
async def publish(command: PublishMonth, work: Work) -> MonthReceipt:
    return await publish_month(command, work)


@on.command(ReplaceShift)
async def replace(command: ReplaceShift, work: Work) -> PlannedShift:
    return await replace_shift(command, work)


@on.command(SendMonthSummary)
async def send_summary(command: SendMonthSummary, work: Work) -> MonthSummary:
    return await send_month_summary(command, work)


# ------------------------------------------------------------------ views
@on.query(GetMonth)
async def month(query: GetMonth, work: Work) -> MonthView:
    return await show_month(query, work)


@on.query(GetMonthSummary)
async def month_summary(query: GetMonthSummary, work: Work) -> MonthSummary:
    return await show_month_summary(query, work)


# ------------------------------------------------------------------ timers
@on.timer("months")
async def months(timer: Timer, work: Work) -> None:
    await month_tasks.month_begins(timer, work)


@on.timer("month_tasks")
async def tasks(timer: Timer, work: Work) -> None:
    await month_tasks.month_tasks_due(timer, work)
