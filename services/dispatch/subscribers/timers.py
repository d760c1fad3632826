"""Timers of dispatch, and what it sees to when it starts."""

from chassis.work import Timer, Work
from services.dispatch.handlers.ask_check import ask_check
from services.dispatch.handlers.end_day import end_day, expect_end_of_day
from services.dispatch.handlers.escalate import escalate
from services.dispatch.handlers.expire_hold import HOLD_OVER, expire_hold
from services.dispatch.handlers.keep_playbook import keep_playbook
from services.dispatch.handlers.miss_deadline import miss_deadline
from services.dispatch.handlers.recalculate import KIND as RECALCULATION
from services.dispatch.handlers.recalculate import recalculate
from services.dispatch.handlers.send_digest import KIND as DIGEST
from services.dispatch.handlers.send_digest import expect_digests, send_digest
from services.dispatch.handlers.warn_deadline import warn_deadline
from services.dispatch.subscribers.table import on


@on.timer("deadline")
async def deadline_due(timer: Timer, work: Work) -> None:
    await miss_deadline(timer, work)


@on.timer("warning")
async def warning_due(timer: Timer, work: Work) -> None:
    await warn_deadline(timer, work)


@on.timer(RECALCULATION)
async def batch_due(timer: Timer, work: Work) -> None:
    await recalculate(timer, work)


@on.timer("escalation")
async def escalation_due(timer: Timer, work: Work) -> None:
    await escalate(timer, work)


@on.timer("check")
async def check_due(timer: Timer, work: Work) -> None:
    await ask_check(timer, work)


@on.timer("end_of_day")
async def day_over(timer: Timer, work: Work) -> None:
    await end_day(timer, work)


@on.timer(HOLD_OVER)
async def hold_over(timer: Timer, work: Work) -> None:
    await expire_hold(timer, work)


@on.timer(DIGEST)
async def digest_due(timer: Timer, work: Work) -> None:
    await send_digest(timer, work)


@on.start
async def remember_playbook(work: Work) -> None:
    await keep_playbook(work)


@on.start
async def expect_evening(work: Work) -> None:
    await expect_end_of_day(work)


@on.start
async def expect_digests_of_playbook(work: Work) -> None:
    await expect_digests(work)
