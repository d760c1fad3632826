"""A later link of the chain after a missed deadline: raised only while the step is still not taken. Rule PD-03."""

from chassis.work import Timer, Work
from services.dispatch import repository
from services.dispatch.handlers._case import case_of
from services.dispatch.handlers._clocks import raise_links


async def escalate(timer: Timer, work: Work) -> None:
    """While the order is held a pausing deadline's chain rests; resuming sets it going again."""
    order = await repository.order(work.store, work.site, timer.number, lock=True)
    deadline = await repository.deadline(work.store, work.site, str(timer.data["deadline"]))
    if order is None or deadline is None or not deadline.live or not order.undone:
        return
    if deadline.state != "missed" or deadline.ended_at is not None:
        return
    if order.state == "held" and deadline.pause_on_hold:
        return
    raised = raise_links(await case_of(order, work), deadline, work)
    if raised != deadline:
        await repository.save(work.store, raised)
