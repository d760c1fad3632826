"""The request's form was corrected: conditions, department and clocks follow what it says now."""

from dataclasses import replace
from typing import Any

from chassis.work import NotYet, Work
from contracts.dispatch import OrderState
from contracts.intake import RequestAmended
from contracts.playbook.grammar import Line, Notify
from contracts.playbook.routing import route_for
from services.dispatch import repository
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order
from services.dispatch.handlers._case import case_of, note, tell_above
from services.dispatch.handlers._clocks import move_clocks


async def amend_order(event: RequestAmended, work: Work) -> None:
    """Before the confirmation there is no order, and the confirmation brings the form itself. Older revisions that
    arrive late change nothing. Elapsed time carries over a change of severity, tier or department."""
    order = await repository.order(work.store, work.site, event.number, lock=True)
    if order is None:
        if event.confirmed and not await repository.is_counter_request(work.store, event.number):
            raise NotYet(f"{event.number} has no order yet")
        return
    if event.revision <= order.revision:
        return
    before = await case_of(order, work)
    changes: dict[str, Any] = {
        "form": event.form,
        "revision": event.revision,
        "fingerprints": event.fingerprints,
        "severity": event.severity or order.severity,
        "tier": event.tier or order.tier,
    }
    changed = replace(order, **changes)
    case = replace(before, order=replace(changed, rank=_rank(before.line, changed)))
    await repository.change_order(work.store, order.number, **changes, rank=case.order.rank)
    if order.undone:
        await _follow(before, case, work)


async def _follow(before: Case, case: Case, work: Work) -> None:
    """A department that was chosen by hand stays, unless the correction itself leads elsewhere."""
    order, was = case.order, before.order.department
    department = _department_of(case.line, order)
    leads_elsewhere = department not in (was, _department_of(before.line, before.order))
    if department in work.playbook.departments and leads_elsewhere:
        state: OrderState = "open" if order.state == "declined" else order.state
        order = replace(order, department=department, state=state)
        case = replace(case, order=order)
        await repository.change_order(work.store, order.number, department=department, state=state)
        note(work, order.number, "moved", department=department, previous=was)
        reason = f"the request was amended: {department} answers for it instead of {was}"
        tell_above(order, Notify(role="head"), reason, work)
    await move_clocks(before, case, work, cause="the request was amended")


def _department_of(line: Line, order: Order) -> str:
    """The department that the form routes to."""
    return str(route_for(line.route, scope(Case(order, line))).department) if line.route else order.department


def _rank(line: Line, order: Order) -> int:
    """Minus the priority that the form, as it is now, gives."""
    said = line.priority.evaluate(scope(Case(order, line))) if line.priority is not None else None
    return -said if isinstance(said, int) else order.rank
