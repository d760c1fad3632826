"""A confirmed request becomes a work order. Rules PD-03, PD-04, PD-09."""

from chassis.work import Work
from contracts.dispatch import OrderRouted
from contracts.intake import RequestConfirmed
from contracts.playbook.grammar import Line
from services.dispatch import repository
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order
from services.dispatch.domain.outcome import allocation_claim, charge_claim
from services.dispatch.handlers._case import line_named, recipients, tell_above
from services.dispatch.handlers._clocks import start_checks, start_deadlines

FIRST = "first order of the transaction"


async def route_order(event: RequestConfirmed, work: Work) -> None:
    """Store the order, start its clocks, tell its department's people.

    Only the first of a transaction looks whether its number has an order already: that is what makes a group of
    these cheap. For the others the primary key refuses; the chassis then tries each message in a transaction of its
    own, where it is the first and is recognised.
    """
    line = await line_named(work, event.playbook, event.playbook_version, event.line)
    if line is None or not line.steps:
        repository.note_counter_request(work.store, work.site, event.number)
        return
    first = work.memo.setdefault(FIRST, event.number) == event.number
    if first and await repository.order(work.store, work.site, event.number) is not None:
        return
    case = Case(_order(event, line, work), line)
    repository.insert(work.store, case.order)
    promised = start_deadlines(case, {}, work)
    start_checks(case, {}, work)
    order, facts = case.order, scope(case)
    notify = [n for n in line.route.notify if n.when is None or n.when.truth(facts)] if line.route else []
    work.announce(
        OrderRouted(
            number=order.number,
            order_id=order.order_id,
            line=order.line,
            severity=order.severity,
            department=order.department,
            notified=recipients([n.role for n in notify], order.department, work),
            deadlines=promised,
            routed_at=order.routed_at,
        )
    )
    for told in notify:
        if told.when is not None:
            tell_above(order, told.role, f"told at once because {told.when}", work)


def _order(event: RequestConfirmed, line: Line, work: Work) -> Order:
    asked = [charge_claim(charge.name) for charge in event.charges]
    asked += [allocation_claim(cost.department, cost.item) for cost in event.allocations]
    known = event.line in work.playbook.lines and line is work.playbook.lines[event.line]
    return Order(
        number=event.number,
        site=work.site,
        order_id=work.new_id(),
        line=event.line,
        severity=event.severity,
        state="open",
        department=event.department or work.playbook.desk_department,
        assignee=None,
        received_by=event.received_by,
        cycle=1,
        round=1,
        form=event.form,
        fingerprints=event.fingerprints,
        revision=event.revision,
        claims=asked,
        budgets={},
        playbook=work.playbook.playbook if known else event.playbook,
        playbook_version=work.playbook.version if known else event.playbook_version,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        confirmed_at=event.confirmed_at,
        routed_at=work.now,
        round_started_at=work.now,
    )
