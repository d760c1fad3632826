"""Asking others to agree: who is asked, and what their agreement leads to."""

from dataclasses import replace

from chassis.work import Work
from contracts.dispatch import ApprovalRequested
from contracts.playbook.grammar import ApprovalRule, Step
from contracts.problems import Conflict, NotFound
from services.dispatch import repository
from services.dispatch.domain.model import Approval, Case
from services.dispatch.domain.outcome import approval_needed
from services.dispatch.handlers._case import announce, recipients, role_of


def ask_approvals(case: Case, step: Step, work: Work) -> Case:
    """Ask all the roles at once, or the first of a sequence."""
    rule = approval_needed(case, step) if case.order.undone else None
    if rule is None:
        return case
    for place in range(len(rule.by) if rule.order == "parallel" else 1):
        case = ask(case, step.name, rule, place, applicant=work.actor, work=work)
    return case


def ask(case: Case, step: str, rule: ApprovalRule, place: int, *, applicant: str, work: Work) -> Case:
    """Ask one role; the applicant is not told, because nobody approves what they applied for."""
    order = case.order
    role = role_of(rule.by[place], order.department, work)
    wanted = Approval(
        id=work.new_id(),
        site=order.site,
        number=order.number,
        name=rule.name,
        step=step,
        cycle=order.cycle,
        live=True,
        state="requested",
        applicant=applicant,
        approver_role=role,
        requested_at=work.now,
        place=place,
    )
    repository.insert(work.store, wanted)
    people = [r for r in recipients([role], order.department, work) if r.actor != applicant]
    event = ApprovalRequested(
        approval_id=wanted.id,
        number=order.number,
        name=rule.name,
        applicant=applicant,
        approver_role=role,
        recipients=people,
    )
    announce(order, event, work)
    return replace(case, approvals=(*case.approvals, wanted))


def siblings(case: Case, approval: Approval) -> list[Approval]:
    """The others that were asked for the same."""
    same = (approval.name, approval.step)
    return [a for a in case.approvals if (a.name, a.step) == same and a.id != approval.id]


def rule_of(case: Case, approval: Approval) -> ApprovalRule:
    """What the line says of it. Raises Conflict when the line no longer asks for it."""
    step = case.step(approval.step)
    if step is None or step.approval is None:
        raise Conflict(
            f"'{case.order.line}' no longer asks for approval '{approval.name}'",
            errors={"approval_id": "not asked for"},
        )
    return step.approval


async def find_approval(approval_id: str, work: Work) -> Approval:
    found = await repository.approval(work.store, work.site, approval_id)
    if found is None:
        raise NotFound(f"no approval {approval_id}", errors={"approval_id": "unknown"})
    return found


def require_requested(approval: Approval) -> None:
    """Raises Conflict once it is decided, withdrawn, or history."""
    if approval.live and approval.state == "requested":
        return
    what = f"{approval.state} by {approval.decided_by}" if approval.decided_by else approval.state
    if approval.state == "requested":
        what = "set aside with its step"
    raise Conflict(f"approval '{approval.name}' of {approval.number} is already {what}", errors={"approval_id": what})
