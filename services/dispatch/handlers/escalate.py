"""A later link of the chain after a missed deadline: raised only while it still stands missed. Rule PD-03."""

from chassis.work import Timer, Work
from services.dispatch.handlers._clocks import change, next_timer
from services.dispatch.handlers._fired import around_fired, fired_deadline
from services.dispatch.handlers._links import raise_links


async def escalate(timer: Timer, work: Work) -> None:
    """While the order is held a pausing deadline's chain rests; resuming sets it going again."""
    found = await fired_deadline(timer, work)
    if found is None:
        return
    order, row = found
    if row.state != "missed" or row.ended_at is not None or row.reasons:
        return
    around = await around_fired(order, row, work)
    after, raised = await raise_links(order, row, around, work)
    if after != row:
        await change(order, row, after, around, work, fired=timer.id)
        for event in raised:
            work.announce(event, number=order.request)
    else:
        next_timer(row, around, work)
