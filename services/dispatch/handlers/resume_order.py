"""A held order goes on. Rule PD-12."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import OrderResumed, ResumeOrder
from contracts.problems import Conflict
from services.dispatch import repository
from services.dispatch.handlers._case import note, open_case, require_undone, require_works_on
from services.dispatch.handlers._clocks import resume_clocks, start_checks, start_deadlines


async def resume_order(command: ResumeOrder, work: Work) -> Done:
    """Paused clocks run on for what they had left."""
    case = await open_case(command.number, work)
    require_works_on(case.order, work)
    require_undone(case.order)
    if case.order.state != "held":
        raise Conflict(f"{command.number} is {case.order.state}, not held", errors={"number": case.order.state})
    case = replace(case, order=replace(case.order, state="open", hold=None))
    order = case.order
    await repository.change_order(work.store, order.number, state="open", hold=None)
    live = await repository.live_deadlines(work.store, order.number)
    await resume_clocks(case, live, work)
    start_deadlines(case, live, work)
    start_checks(case, await repository.live_checks(work.store, order.number), work)
    note(work, order.number, "resumed", note=command.note)
    work.announce(OrderResumed(number=order.number, order_id=order.order_id, note=command.note))
    return Done(number=order.number)
