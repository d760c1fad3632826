"""A department refuses an order, with the reason; the desk routes it anew."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import DeclineOrder, OrderDeclined
from contracts.problems import Conflict
from services.dispatch import repository
from services.dispatch.handlers._case import announce, note, open_case, recipients, require_one_of, require_open
from services.dispatch.handlers._clocks import move_clocks


async def decline_order(command: DeclineOrder, work: Work) -> Done:
    """The customer waits all the same: clocks run on unless the playbook says otherwise."""
    case = await open_case(command.number, work)
    transfer = case.line.transfer
    if transfer is None or not transfer.decline:
        raise Conflict(
            f"orders of '{case.order.line}' cannot be declined; the playbook names nobody who may",
            errors={"number": "cannot be declined"},
        )
    await require_one_of(transfer.decline, case, work, what="declined")
    require_open(case.order)
    order = replace(case.order, state="declined")
    await repository.change_order(work.store, order.number, state="declined")
    note(work, order.number, "declined", department=order.department, reason=command.reason)
    event = OrderDeclined(
        number=order.number,
        order_id=order.order_id,
        department=order.department,
        by=work.actor,
        reason=command.reason,
        notified=recipients(work.playbook.desk_roles, order.department, work),
    )
    announce(order, event, work)
    await move_clocks(case, replace(case, order=order), work, cause=f"declined: {command.reason}")
    return Done(number=order.number)
