"""An approver hands the decision to a named colleague."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import ApprovalDelegated, DelegateApproval
from contracts.problems import Conflict, Forbidden, Invalid
from services.dispatch import repository
from services.dispatch.domain.model import Approval, Case
from services.dispatch.handlers._approvals import find_approval, require_requested, rule_of, siblings
from services.dispatch.handlers._case import announce, case_of, find_order, note, require_undone


async def delegate_approval(command: DelegateApproval, work: Work) -> Done:
    """From then on the colleague decides, and only the colleague; a holder of the role may hand it on again."""
    asked = await find_approval(command.approval_id, work)
    order = await find_order(asked.number, work)
    approval = await find_approval(command.approval_id, work)
    _may_delegate(approval, work)
    require_undone(order)
    require_requested(approval)
    case = await case_of(order, work)
    if not rule_of(case, approval).delegate:
        raise Conflict(
            f"approval '{approval.name}' is decided by {approval.approver_role} in person",
            errors={"approval_id": "cannot be delegated"},
        )
    _can_decide(case, approval, command, work)
    await repository.save(work.store, replace(approval, delegate=command.to))
    note(work, order.number, "delegated", approval=approval.name, to=command.to, reason=command.reason)
    event = ApprovalDelegated(
        approval_id=approval.id,
        number=order.number,
        name=approval.name,
        by=work.actor,
        to=command.to,
        reason=command.reason,
    )
    announce(order, event, work)
    return Done(number=order.number)


def _may_delegate(approval: Approval, work: Work) -> None:
    if work.actor == approval.applicant:
        raise Forbidden("nobody delegates what they applied for", errors={"approval_id": "your own application"})
    if not work.person.has([approval.approver_role]):
        raise Forbidden(
            f"approval '{approval.name}' is delegated by {approval.approver_role}",
            errors={"approval_id": f"delegated by {approval.approver_role}"},
        )


def _can_decide(case: Case, approval: Approval, command: DelegateApproval, work: Work) -> None:
    colleague = work.colleague(command.to, "to")
    wrong = None
    if colleague.actor == approval.applicant:
        wrong = "applied for it; name somebody else"
    elif colleague.actor == approval.delegate or (colleague.actor == work.actor and approval.delegate is None):
        wrong = "decides it already"
    elif any(other.decided_by == colleague.actor for other in siblings(case, approval)):
        wrong = "decided it for another role already; each needs its own person"
    if wrong is not None:
        raise Invalid(f"{colleague.actor} {wrong}", errors={"to": wrong})
