"""The customer was told something, and by which of the two. Rules PD-12, PD-18."""

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import CustomerTold, TellCustomer
from services.dispatch.handlers._case import announce, find_order, note, require_works_on


async def tell_customer(command: TellCustomer, work: Work) -> Done:
    """Recorded with who wrote it down; possible in any state of the order."""
    order = await find_order(command.number, work)
    require_works_on(order, work)
    note(work, order.number, "told", told_by=command.told_by, text=command.text)
    announce(order, CustomerTold(number=order.number, told_by=command.told_by, text=command.text), work)
    return Done(number=order.number)
