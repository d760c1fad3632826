"""A held order goes on. Rule PD-12."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import OrderResumed, ResumeOrder
from contracts.problems import Conflict
from services.dispatch import repository
from services.dispatch.domain.model import Case
from services.dispatch.handlers._case import announce, note, open_case, require_undone, require_works_on
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._ending import forget_hold


async def resume_order(command: ResumeOrder, work: Work) -> Done:
    """Paused clocks run on for what they had left."""
    held = await open_case(command.number, work)
    require_works_on(held.order, work)
    require_undone(held.order)
    if held.order.state != "held":
        raise Conflict(f"{command.number} is {held.order.state}, not held", errors={"number": held.order.state})
    await go_on(held, command.note, work)
    return Done(number=command.number)


async def go_on(held: Case, said: str | None, work: Work) -> None:
    """The hold is over, whoever or whatever ended it."""
    case = replace(held, order=replace(held.order, state="open", hold=None))
    order = case.order
    await repository.change_order(work.store, order.number, state="open", hold=None)
    await forget_hold(held.order, work)
    note(work, order.number, "resumed", note=said)
    announce(order, OrderResumed(number=order.number, order_id=order.order_id, note=said), work)
    await move_clocks(held, case, work, cause="resumed")
