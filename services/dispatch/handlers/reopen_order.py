"""A dissatisfied customer: the order starts a new cycle by the line's policy."""

from dataclasses import replace

from chassis.work import NotYet, Work
from contracts.dispatch import OrderReopened
from contracts.intake import RequestReopened
from contracts.playbook.grammar import Reopen
from services.dispatch import repository
from services.dispatch.domain.graph import dependants
from services.dispatch.domain.model import Case, Order
from services.dispatch.handlers._case import case_of, note
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._people import people
from services.dispatch.handlers._rounds import start_round


async def reopen_order(event: RequestReopened, work: Work) -> None:
    """A cycle that already began, or an order that was cancelled, is left alone."""
    order = await repository.order(work.store, work.site, event.number, lock=True)
    if order is None:
        present = work.playbook.lines.get(event.line)
        if present is not None and not present.steps:
            return
        raise NotYet(f"{event.number} has no order yet")
    if event.cycle <= order.cycle or order.state in ("cancelled", "ended"):
        return
    if order.state != "verified" or event.cycle > order.cycle + 1:
        raise NotYet(f"{event.number} is {order.state} in cycle {order.cycle}; cycle {event.cycle} cannot begin yet")
    case = await case_of(_with_present_playbook(order, event.cycle, work), work)
    if case.line.reopen is not None:
        await _begin(case, case.line.reopen, event, work)


def _with_present_playbook(order: Order, cycle: int, work: Work) -> Order:
    """Each cycle keeps the playbook version it began with."""
    book = work.playbook
    if order.line in book.lines and book.lines[order.line].reopen is not None:
        order = replace(order, playbook=book.playbook, playbook_version=book.version)
    return replace(order, cycle=cycle)


async def _begin(case: Case, reopen: Reopen, event: RequestReopened, work: Work) -> None:
    untaken = {step.name for step in case.line.steps if step.name not in case.taken}
    again_open = set(dependants(case.line, reopen.from_step)) | untaken
    names = [step.name for step in case.line.steps if step.name in again_open]
    again, promised = await start_round(case, names, work, policy=reopen.cycle, checks=True)
    promised += await move_clocks(replace(again, order=case.order), again, work, cause="reopened")
    order = again.order
    note(work, order.number, "reopened", cycle=order.cycle, from_step=reopen.from_step, reason=event.reason)
    work.announce(
        OrderReopened(
            number=order.number,
            order_id=order.order_id,
            cycle=order.cycle,
            policy=reopen.cycle,
            from_step=reopen.from_step,
            notified=await people(reopen.notify, case.order, work),
            deadlines=promised,
        )
    )
