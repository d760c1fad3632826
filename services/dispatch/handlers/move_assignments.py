"""A handover is complete: what was assigned to the outgoing person is the incoming one's."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.work import Work
from contracts.roster import HandoverCompleted
from services.dispatch import repository
from services.dispatch.domain.model import Order
from services.dispatch.handlers._case import case_of, note
from services.dispatch.handlers._clocks import move_clocks


async def move_assignments(event: HandoverCompleted, work: Work) -> None:
    """Also orders assigned after the report was made, but none that stays with the one who has it: nothing else is left
    with somebody who went home. Rules PD-06, TH-09, TH-11."""
    if event.outgoing == event.incoming:
        return
    listed = {item.reference: item.stays for item in event.items if item.kind == "order"}
    for order in await repository.undone_of(work.store, work.site, event.outgoing, lock=True):
        if not _moves(event, order, listed, work):
            continue
        await repository.change_order(work.store, order.number, assignee=event.incoming)
        note(work, order.number, "moved", assignee=event.incoming, previous=event.outgoing)
        before = await case_of(order, work)
        after = replace(before, order=replace(order, assignee=event.incoming))
        await move_clocks(before, after, work, cause=f"assigned to {event.incoming}")


def _moves(event: HandoverCompleted, order: Order, listed: Mapping[str, bool], work: Work) -> bool:
    if event.listed_only:
        return listed.get(order.order_id) is False
    line = work.playbook.lines.get(order.line)
    stays = event.kind == "shift" and line is not None and line.stays_with_owner
    return not stays and not listed.get(order.order_id, False)
