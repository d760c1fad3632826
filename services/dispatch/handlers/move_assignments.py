"""A handover is complete: what was assigned to the outgoing person is the incoming one's."""

from dataclasses import replace

from chassis.work import Work
from contracts.roster import HandoverCompleted
from services.dispatch import repository
from services.dispatch.handlers._case import case_of, note
from services.dispatch.handlers._clocks import move_clocks


async def move_assignments(event: HandoverCompleted, work: Work) -> None:
    """Also orders assigned after the report was made; nothing is left with somebody who went home."""
    if event.outgoing == event.incoming:
        return
    for order in await repository.undone_of(work.store, work.site, event.outgoing, lock=True):
        await repository.change_order(work.store, order.number, assignee=event.incoming)
        note(work, order.number, "moved", assignee=event.incoming, previous=event.outgoing)
        before = await case_of(order, work)
        after = replace(before, order=replace(order, assignee=event.incoming))
        await move_clocks(before, after, work, cause=f"assigned to {event.incoming}")
