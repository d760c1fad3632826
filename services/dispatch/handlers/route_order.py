"""A confirmed request becomes a work order. Rules PD-03, PD-04, PD-09, IR-04, IR-06."""

from dataclasses import replace

from chassis.work import Work
from contracts.dispatch import OrderRouted
from contracts.intake import RequestConfirmed
from contracts.playbook.grammar import Line, Notify
from contracts.playbook.routing import route_for
from services.dispatch import repository
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order
from services.dispatch.domain.outcome import allocation_claim, charge_claim
from services.dispatch.handlers._case import line_named, tell_above, told_by
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers.keep_decision import early_decisions, end_if_refused

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
    order = _order(event, line, work)
    if line.decides:
        order = replace(order, decisions=await early_decisions(event.number, work))
    case = Case(order, line)
    repository.insert(work.store, order)
    promised = await move_clocks(None, case, work)
    rule, notify = _notified(case)
    work.announce(
        OrderRouted(
            number=order.number,
            order_id=order.order_id,
            line=order.line,
            severity=order.severity,
            department=order.department,
            notified=told_by(notify, order.department, work),
            deadlines=promised,
            routed_at=order.routed_at,
            priority=-order.rank,
            tier=order.tier,
            rule=rule,
        )
    )
    for told in notify:
        if told.when is not None:
            tell_above(order, told, f"told at once because {told.when}", work)
    await end_if_refused(case, work)


def _notified(case: Case) -> tuple[str | None, list[Notify]]:
    """What decided the department, and who is told at once."""
    if case.line.route is None:
        return None, []
    facts = scope(case)
    routed = route_for(case.line.route, facts)
    return routed.rule, [rule for rule in routed.notify if rule.when is None or rule.when.truth(facts)]


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
        rank=-event.priority,
        tier=event.tier,
        customer_id=event.customer_id,
    )
