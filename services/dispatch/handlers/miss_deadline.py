"""A deadline fell due: if nobody kept it, it is missed and the chain begins. Rules PD-03, PD-10, PC-02."""

from chassis.work import Timer, Work
from services.dispatch.domain import deadlines as rules
from services.dispatch.handlers._clocks import change
from services.dispatch.handlers._fired import around_fired, fired_deadline, follow_miss
from services.dispatch.handlers._links import raise_links


async def miss_deadline(timer: Timer, work: Work) -> None:
    """A late, double or stale firing finds the deadline ended, paused or moved, and does nothing."""
    found = await fired_deadline(timer, work)
    if found is None:
        return
    order, row = found
    if row.state != "running" or row.due_at > work.now:
        return
    around = await around_fired(order, row, work)
    missed, raised = await raise_links(order, rules.missed(row, work.now), around, work)
    await change(order, row, missed, around, work, fired=timer.id)
    for event in raised:
        work.announce(event, number=order.request)
    await follow_miss(order, missed, work)
