"""Somebody else agrees, or does not, before the order goes on."""

from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import ApprovalGranted, ApprovalRefused, DecideApproval
from contracts.problems import Conflict, Forbidden, NotFound
from services.dispatch import repository
from services.dispatch.domain.graph import dependants
from services.dispatch.domain.model import Approval
from services.dispatch.handlers._case import case_of, find_order, require_undone
from services.dispatch.handlers._rounds import start_round


async def decide_approval(command: DecideApproval, work: Work) -> Done:
    """Refused: the step that asked is open again, so that it can be taken differently."""
    asked = await _asked(command.approval_id, work)
    order = await find_order(asked.number, work)
    approval = await _asked(command.approval_id, work)
    _may_decide(approval, work)
    require_undone(order)
    if not approval.live or approval.state != "requested":
        what = f"{approval.state} by {approval.decided_by}" if approval.decided_by else "set aside with its step"
        raise Conflict(f"approval '{approval.name}' of {order.number} is already {what}", errors={"approval_id": what})
    if not command.granted and order.state == "held":
        raise Conflict(f"{order.number} is held; resume it before the step is opened again", errors={"number": "held"})
    state: Any = "granted" if command.granted else "refused"
    decided = replace(approval, state=state, decided_by=work.actor, decided_at=work.now, note=command.note)
    case = await case_of(order, work)
    await repository.save(work.store, decided)
    if not command.granted:
        await start_round(case, dependants(case.line, approval.step), work)
    kind = ApprovalGranted if command.granted else ApprovalRefused
    work.announce(
        kind(approval_id=approval.id, number=order.number, name=approval.name, by=work.actor, note=command.note)
    )
    return Done(number=order.number)


async def _asked(approval_id: str, work: Work) -> Approval:
    found = await repository.approval(work.store, work.site, approval_id)
    if found is None:
        raise NotFound(f"no approval {approval_id}", errors={"approval_id": "unknown"})
    return found


def _may_decide(approval: Approval, work: Work) -> None:
    if work.actor == approval.applicant:
        raise Forbidden("nobody approves what they applied for", errors={"approval_id": "your own application"})
    if not work.person.has([approval.approver_role]):
        raise Forbidden(
            f"approval '{approval.name}' is decided by {approval.approver_role}",
            errors={"approval_id": f"decided by {approval.approver_role}"},
        )
