"""What an outgoing person still holds in dispatch. Rules PD-15, TH-09."""

from datetime import datetime

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.dispatch import DispatchHandoverReported
from contracts.roster import HandoverOpened
from services.dispatch import repository
from services.dispatch.domain.model import Order


async def report_handover(event: HandoverOpened, work: Work) -> None:
    """Orders assigned to the person, and for the holder of a desk post every undone order of the lines reviewed at
    the end of the day. Announced also when there is none."""
    orders = {o.number: o for o in await repository.undone_of(work.store, work.site, event.outgoing)}
    book = work.playbook
    post = book.posts.get(event.post)
    if event.kind == "shift" and post is not None and post.desk:
        lines = [name for name, line in book.lines.items() if line.steps and line.end_of_day]
        orders |= {o.number: o for o in await repository.undone_of_lines(work.store, work.site, lines)}
    due = await repository.next_due(work.store, list(orders))
    items = [_item(order, due.get(order.number), event, work) for order in orders.values()]
    work.announce(
        DispatchHandoverReported(handover_id=event.handover_id, person=event.outgoing, items=items, round=event.round)
    )


def _item(order: Order, due_at: datetime | None, event: HandoverOpened, work: Work) -> HandoverItem:
    line = work.playbook.lines.get(order.line)
    return HandoverItem(
        kind="order",
        reference=order.order_id,
        title=f"{line.title.zh} / {line.title.en}" if line else order.line,
        number=order.number,
        state="completed" if order.completed_at is not None else order.state,
        reason=order.reason,
        needs_reason=order.unexplained,
        due_at=due_at,
        stays=event.kind == "shift" and line is not None and line.stays_with_owner,
    )
