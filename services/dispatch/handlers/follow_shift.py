"""Somebody came on or went off shift, or changed department: clocks that run only while somebody is there follow."""

from chassis.directory import keep_duty, keep_staff
from chassis.work import Work
from contracts.roster import ShiftEnded, ShiftStarted, StaffRegistered
from services.dispatch import repository
from services.dispatch.domain.engine import advance
from services.dispatch.domain.model import Order
from services.dispatch.domain.promises import plan_of
from services.dispatch.handlers._case import case_of
from services.dispatch.handlers._clocks import around_of, write


async def follow_staff(event: StaffRegistered, work: Work) -> None:
    """Keep who is who; somebody on shift may have changed department."""
    await keep_staff(event, work)
    await _follow_all(work)


async def follow_shift(event: ShiftStarted | ShiftEnded, work: Work) -> None:
    """Keep who is on shift."""
    await keep_duty(event, work)
    await _follow_all(work)


async def _follow_all(work: Work) -> None:
    """Every open deadline on the shift clock whose department's standing has changed stops or goes on. Costs one small
    query, and nothing at all for a playbook that has no such clock."""
    if not any(plan_of(line).of_shift for line in work.playbook.lines.values()):
        return
    numbers = await repository.on_shift_clock(work.store, work.site)
    if not numbers:
        return
    manned = await repository.departments_on_shift(work.store, work.site)
    orders = await repository.orders_of_numbers(work.store, numbers, lock=True)
    for order in orders.values():
        await _follow(order, order.department in manned, work)


async def _follow(order: Order, manned: bool, work: Work) -> None:
    live = await repository.live_deadlines(work.store, order.number)
    standing = [row for row in live.values() if row.clock == "shift" and row.open]
    if all(("shift" in row.reasons) != manned for row in standing):
        return
    case = await case_of(order, work)
    around = await around_of(case, live, work, cause="the first came on shift" if manned else "the last went off shift")
    around = around.with_shift(manned)
    await write(order, live, advance(case, case, live, around), around, work)
