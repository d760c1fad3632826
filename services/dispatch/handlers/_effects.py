"""What a taken step changes: the order, its clocks, its charges and approvals, and what is announced."""

from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.base import ChargeDue
from contracts.dispatch import ApprovalRequested, OrderEnded, OrderVerified, StepFact
from contracts.playbook.forms import mask_fields
from contracts.playbook.grammar import Choice, Step
from services.dispatch import repository
from services.dispatch.domain.model import Approval, Case, Order, Taken
from services.dispatch.domain.outcome import approval_needed, charge_claim, charge_due
from services.dispatch.handlers._case import recipients, role_of
from services.dispatch.handlers._clocks import close_all, end_deadline, start_checks, start_deadlines

FACTS: dict[str, type[StepFact]] = {fact.fact: fact for fact in StepFact.__subclasses__()}


async def apply_step(case: Case, step: Step, choice: Choice | None, taken: Taken, work: Work) -> Case:
    """Write and announce the step; returns the case as it is afterwards."""
    after = replace(case, taken={**case.taken, step.name: taken})
    charge = charge_due(after, step, choice)
    announces = choice.announces if choice else step.announces
    order = _order_after(case.order, step, taken, choice=choice, announces=announces, charge=charge)
    after = replace(after, order=order, settled=case.settled and charge is None)
    repository.insert(work.store, taken)
    await _save_changes(case.order, order, work)
    _announce(after, FACTS[announces], charge, taken, work)
    after = _ask_approval(after, step, work)
    await _move_clocks(after, step, taken, work)
    if order.state == "ended":
        reason = taken.decision or step.name
        ended = OrderEnded(number=order.number, order_id=order.order_id, line=order.line, step=step.name, reason=reason)
        work.announce(ended)
    return after


def _order_after(
    order: Order, step: Step, taken: Taken, *, choice: Choice | None, announces: str, charge: ChargeDue | None
) -> Order:
    if step.assigns is not None:
        order = replace(order, assignee=str(taken.records["assignee"]))
    if charge is not None:
        order = replace(order, claims=list(dict.fromkeys([*order.claims, charge_claim(charge.name)])))
    if announces == "order.completed":
        order = replace(order, completed_at=taken.recorded_at)
    if announces == "order.verified":
        done = order.completed_at or taken.recorded_at
        order = replace(order, state="verified", completed_at=done, ended_at=taken.recorded_at)
    elif choice is not None and choice.ends:
        order = replace(order, state="ended", ended_at=taken.recorded_at)
    return order


async def _save_changes(before: Order, after: Order, work: Work) -> None:
    names = ("state", "assignee", "claims", "completed_at", "ended_at")
    changed = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    if changed:
        await repository.change_order(work.store, after.number, **changed)


def _announce(case: Case, kind: type[StepFact], charge: ChargeDue | None, taken: Taken, work: Work) -> None:
    order, step = case.order, case.step(taken.step)
    specs = step.records if step else {}
    fact: dict[str, Any] = {
        "number": order.number,
        "order_id": order.order_id,
        "line": order.line,
        "department": order.department,
        "step": taken.step,
        "cycle": order.cycle,
        "signed_by": taken.signed_by,
        "records": mask_fields(specs, taken.records),
        "decision": taken.decision,
        "happened_at": taken.happened_at,
        "assignee": order.assignee,
        "charge": charge,
    }
    if kind is OrderVerified:
        fact |= {"received_by": order.received_by, "form": order.form, "severity": order.severity}
    work.announce(kind(**fact))


def _ask_approval(case: Case, step: Step, work: Work) -> Case:
    rule = approval_needed(case, step) if case.order.undone else None
    if rule is None:
        return case
    order = case.order
    role = role_of(rule.by[0], order.department, work)
    wanted = Approval(
        id=work.new_id(),
        site=order.site,
        number=order.number,
        name=rule.name,
        step=step.name,
        cycle=order.cycle,
        live=True,
        state="requested",
        applicant=work.actor,
        approver_role=role,
        requested_at=work.now,
    )
    repository.insert(work.store, wanted)
    people = [r for r in recipients([role], order.department, work) if r.actor != work.actor]
    work.announce(
        ApprovalRequested(
            approval_id=wanted.id,
            number=order.number,
            name=rule.name,
            applicant=work.actor,
            approver_role=role,
            recipients=people,
        )
    )
    return replace(case, approvals=(*case.approvals, wanted))


async def _move_clocks(case: Case, step: Step, taken: Taken, work: Work) -> None:
    number = case.order.number
    if any(s.deadline for s in case.line.steps):
        live = await repository.live_deadlines(work.store, number)
        if step.name in live and live[step.name].ended_at is None:
            await end_deadline(case, live[step.name], taken.happened_at, work)
        if case.order.undone:
            start_deadlines(case, live, work)
    if not case.order.undone:
        await close_all(case, work)
    elif any(check.of == f"steps.{step.name}" for check in case.line.checks):
        start_checks(case, await repository.live_checks(work.store, number), work)
