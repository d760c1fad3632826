"""A deadline fell due: if its step is still open it is missed and the chain begins. Rules PD-03, PD-10."""

from dataclasses import replace

from chassis.work import Timer, Work
from services.dispatch import repository
from services.dispatch.handlers._case import case_of
from services.dispatch.handlers._clocks import announce_missed, raise_links


async def miss_deadline(timer: Timer, work: Work) -> None:
    """A late, double or stale firing finds the deadline ended, paused or moved, and does nothing."""
    order = await repository.order(work.store, work.site, timer.number, lock=True)
    deadline = await repository.deadline(work.store, work.site, str(timer.data["deadline"]))
    if order is None or deadline is None or not deadline.live:
        return
    if deadline.state != "running" or deadline.due_at > work.now:
        return
    missed = replace(deadline, state="missed", decided_at=work.now)
    announce_missed(order, missed, work)
    await repository.save(work.store, raise_links(await case_of(order, work), missed, work))
