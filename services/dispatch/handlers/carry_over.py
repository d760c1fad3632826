"""Why an order stays open past the end of the day. Rule PD-15."""

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import CarryOver, OrderCarriedOver
from services.dispatch import repository
from services.dispatch.handlers._case import announce, find_order, note, require_undone, require_works_on


async def carry_over(command: CarryOver, work: Work) -> Done:
    order = await find_order(command.number, work)
    require_works_on(order, work)
    require_undone(order)
    await repository.change_order(work.store, order.number, carried_over=command.reason)
    note(work, order.number, "carried_over", reason=command.reason)
    event = OrderCarriedOver(number=order.number, order_id=order.order_id, reason=command.reason, by=work.actor)
    announce(order, event, work)
    return Done(number=order.number)
