"""Somebody else agrees, or does not, before the order goes on."""

from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import ApprovalGranted, ApprovalRefused, DecideApproval
from contracts.playbook.grammar import ApprovalRule
from contracts.problems import Conflict, Forbidden
from services.dispatch import repository
from services.dispatch.domain.graph import dependants
from services.dispatch.domain.model import Approval, Case
from services.dispatch.handlers._approvals import ask, find_approval, require_requested, rule_of, siblings
from services.dispatch.handlers._case import announce, case_of, find_order, require_undone
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._ending import announce_ended, end_order, withdraw
from services.dispatch.handlers._rounds import start_round


async def decide_approval(command: DecideApproval, work: Work) -> Done:
    """Granted: the next of a sequence is asked, or the order goes on. Refused, with nobody left who may agree: the step
    that asked is open again, or the order ends, as the playbook says."""
    asked = await find_approval(command.approval_id, work)
    order = await find_order(asked.number, work)
    approval = await find_approval(command.approval_id, work)
    _may_decide(approval, work)
    require_undone(order)
    require_requested(approval)
    case = await case_of(order, work)
    rule, others = rule_of(case, approval), siblings(case, approval)
    _decides_once(approval, others, work)
    final = not command.granted and not _may_still_be_agreed(rule, approval, others)
    if final and rule.on_refusal == "reopen" and order.state != "open":
        raise Conflict(
            f"{order.number} is {order.state}; that must be over before the step is opened again",
            errors={"number": order.state},
        )
    state: Any = "granted" if command.granted else "refused"
    decided = replace(approval, state=state, decided_by=work.actor, decided_at=work.now, note=command.note)
    await repository.save(work.store, decided)
    after = replace(case, approvals=tuple(decided if a.id == decided.id else a for a in case.approvals))
    kind = ApprovalGranted if command.granted else ApprovalRefused
    said = kind(approval_id=approval.id, number=order.number, name=approval.name, by=work.actor, note=command.note)
    announce(order, said, work)
    if final:
        await _refused(after, rule, decided, work)
    else:
        after = await _next(after, rule, decided, work)
        await move_clocks(case, after, work)
    return Done(number=order.number)


def _may_still_be_agreed(rule: ApprovalRule, approval: Approval, others: list[Approval]) -> bool:
    """After a refusal: only one of them needs to agree, and somebody else still may."""
    more = rule.order == "sequence" and approval.place + 1 < len(rule.by)
    return rule.need == "any" and (more or any(a.state == "requested" for a in others))


async def _next(case: Case, rule: ApprovalRule, decided: Approval, work: Work) -> Case:
    """One has agreed, or refused where another may still agree."""
    if rule.need == "any" and decided.state == "granted":
        return await _withdraw_others(case, decided, f"{decided.approver_role} agreed", work)
    if rule.order == "sequence" and decided.place + 1 < len(rule.by):
        return ask(case, decided.step, rule, decided.place + 1, applicant=decided.applicant, work=work)
    return case


async def _refused(case: Case, rule: ApprovalRule, decided: Approval, work: Work) -> None:
    case = await _withdraw_others(case, decided, f"{decided.approver_role} refused", work)
    if rule.on_refusal == "end":
        reason = decided.note or f"approval '{decided.name}' was refused by {decided.decided_by}"
        await announce_ended(await end_order(case, "ended", reason, work), decided.step, reason, work)
    else:
        await start_round(case, dependants(case.line, decided.step), work)


async def _withdraw_others(case: Case, decided: Approval, reason: str, work: Work) -> Case:
    for other in siblings(case, decided):
        withdrawn = await withdraw(other, case.order, reason, work)
        case = replace(case, approvals=tuple(withdrawn if a.id == other.id else a for a in case.approvals))
    return case


def _may_decide(approval: Approval, work: Work) -> None:
    if work.actor == approval.applicant:
        raise Forbidden("nobody approves what they applied for", errors={"approval_id": "your own application"})
    who = approval.delegate or approval.approver_role
    allowed = work.actor == approval.delegate if approval.delegate else work.person.has([approval.approver_role])
    if not allowed:
        raise Forbidden(f"approval '{approval.name}' is decided by {who}", errors={"approval_id": f"decided by {who}"})


def _decides_once(approval: Approval, others: list[Approval], work: Work) -> None:
    if any(other.decided_by == work.actor for other in others):
        raise Forbidden(
            f"{work.actor} has decided approval '{approval.name}' for another role already; each needs its own person",
            errors={"approval_id": "needs another person"},
            slug="two-people",
        )
