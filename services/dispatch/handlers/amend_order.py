"""The request's form was corrected: conditions, department and clocks follow what it says now."""

from dataclasses import replace

from chassis.work import NotYet, Work
from contracts.intake import RequestAmended
from contracts.playbook.grammar import Line
from contracts.playbook.routing import route_for
from services.dispatch import repository
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order
from services.dispatch.handlers._case import case_of, note, tell_above
from services.dispatch.handlers._clocks import start_checks, start_deadlines


async def amend_order(event: RequestAmended, work: Work) -> None:
    """Before the confirmation there is no order, and the confirmation brings the form itself. Older revisions that
    arrive late change nothing. Elapsed time carries over a change of department."""
    order = await repository.order(work.store, work.site, event.number, lock=True)
    if order is None:
        if event.confirmed and not await repository.is_counter_request(work.store, event.number):
            raise NotYet(f"{event.number} has no order yet")
        return
    if event.revision <= order.revision:
        return
    case = await case_of(replace(order, form=event.form, revision=event.revision), work)
    changes = {"form": event.form, "revision": event.revision, "fingerprints": event.fingerprints}
    await repository.change_order(work.store, order.number, **changes)
    if order.undone:
        await _follow(case, work)


async def _follow(case: Case, work: Work) -> None:
    order = case.order
    department = _department_of(case.line, order)
    if department in work.playbook.departments and department != order.department:
        before, order = order.department, replace(order, department=department)
        case = replace(case, order=order)
        await repository.change_order(work.store, order.number, department=department)
        note(work, order.number, "moved", department=department, previous=before)
        tell_above(order, "head", f"the request was amended: {department} answers for it instead of {before}", work)
    if order.state == "open":
        start_deadlines(case, await repository.live_deadlines(work.store, order.number), work)
        start_checks(case, await repository.live_checks(work.store, order.number), work)


def _department_of(line: Line, order: Order) -> str | None:
    """The department that the form, as it is now, routes to."""
    return str(route_for(line.route, scope(Case(order, line))).department) if line.route else None
