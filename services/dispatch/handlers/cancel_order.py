"""The request was cancelled, and its order with it."""

from chassis.work import Work
from contracts.dispatch import OrderCancelled
from contracts.intake import RequestCancelled
from services.dispatch import repository
from services.dispatch.domain.model import Order
from services.dispatch.handlers._case import announce, case_of, note
from services.dispatch.handlers._ending import end_order


async def cancel_order(event: RequestCancelled, work: Work) -> None:
    """A request that is cancelled before its order exists leaves a closed place, so that a confirmation that
    arrives after all finds the number taken."""
    present = work.playbook.lines.get(event.line)
    if present is not None and not present.steps:
        return
    order = await repository.order(work.store, work.site, event.number, lock=True)
    if order is None:
        repository.insert(work.store, _closed_place(event, work))
        return
    if not order.undone:
        return
    await end_order(await case_of(order, work), "cancelled", event.reason, work)
    note(work, order.number, "cancelled", reason=event.reason)
    announce(order, OrderCancelled(number=order.number, order_id=order.order_id, reason=event.reason), work)


def _closed_place(event: RequestCancelled, work: Work) -> Order:
    return Order(
        number=event.number,
        site=work.site,
        order_id="",
        line=event.line,
        severity=None,
        state="cancelled",
        department=work.playbook.desk_department,
        assignee=None,
        received_by=work.actor,
        cycle=1,
        round=1,
        form={},
        fingerprints={},
        revision=0,
        claims=[],
        budgets={},
        playbook=work.playbook.playbook,
        playbook_version=work.playbook.version,
        happened_at=work.now,
        recorded_at=work.now,
        confirmed_at=work.now,
        routed_at=work.now,
        round_started_at=work.now,
        ended_at=work.now,
    )
