"""One order: its steps and what each waits for, deadlines, checks, approvals, parts, attachments, history."""

from typing import Any

from chassis.work import Work
from contracts.dispatch import (
    ApprovalView,
    AttachmentView,
    CheckView,
    DecisionView,
    GetOrder,
    HistoryView,
    OrderView,
    PartView,
    StepView,
)
from contracts.playbook.forms import mask_fields
from contracts.playbook.grammar import Step
from services.dispatch import repository
from services.dispatch.domain.graph import StepState, step_states
from services.dispatch.domain.model import Attachment, Case, Order
from services.dispatch.domain.outcome import PAYOUT
from services.dispatch.handlers._case import case_of, find_order
from services.dispatch.handlers._views import show_deadline


async def show_order(query: GetOrder, work: Work) -> OrderView:
    """Raises NotFound for a request without an order. Personal data stays masked."""
    case = await case_of(await find_order(query.number, work, lock=False), work)
    order = case.order
    states = {state.name: state for state in step_states(case)}
    return OrderView(
        number=order.number,
        order_id=order.order_id,
        line=order.line,
        severity=order.severity,
        state=order.state,
        department=order.department,
        assignee=order.assignee,
        cycle=order.cycle,
        routed_at=order.routed_at,
        hold=dict(order.hold) if order.hold else None,
        carried_over=order.carried_over,
        charge_settled=any(not claim.startswith(PAYOUT) for claim in order.claims) and case.settled,
        form=dict(order.form),
        steps=[_step(case, step, states[step.name]) for step in case.line.steps],
        priority=-order.rank,
        tier=order.tier,
        title=order.title,
        part_of=order.part_of,
        parts=[_part(part) for part in case.parts],
        decisions=[
            DecisionView(name=name, row=said["row"], allowed=said["allowed"], fee=said["fee"])
            for name, said in case.decisions.items()
        ],
        attachments=[_attachment(kept) for kept in await repository.attachments(work.store, order.request)],
        **await _records(order.number, work),
    )


def _part(part: Order) -> PartView:
    return PartView(
        number=part.number,
        title=part.title or part.line,
        department=part.department,
        state=part.state,
        assignee=part.assignee,
    )


def _attachment(kept: Attachment) -> AttachmentView:
    return AttachmentView(
        attachment_id=kept.id,
        object=kept.object,
        title=kept.title,
        media_type=kept.media_type,
        size=kept.size,
        by=kept.by,
        at=kept.at,
    )


def _step(case: Case, step: Step, state: StepState) -> StepView:
    taken = case.taken.get(step.name)
    view: dict[str, Any] = {"name": step.name, "title": step.title.model_dump(), "cycle": case.order.cycle}
    if taken is not None:
        view |= {
            "cycle": taken.cycle,
            "signed_by": taken.signed_by,
            "at": taken.happened_at,
            "records": mask_fields(step.records, taken.records),
            "decision": taken.decision,
        }
    return StepView(state=state.state, waits_for=state.waits_for, **view)


async def _records(number: str, work: Work) -> dict[str, Any]:
    store = work.store
    return {
        "deadlines": [await show_deadline(d, work) for d in await repository.all_deadlines(store, number)],
        "checks": [
            CheckView(name=c.name, due_at=c.due_at, asked=c.asked_at is not None, answers=c.answers)
            for c in await repository.all_checks(store, number)
        ],
        "approvals": [
            ApprovalView(
                approval_id=a.id,
                name=a.name,
                state=a.state,
                applicant=a.applicant,
                approver_role=a.approver_role,
                delegate=a.delegate,
                decided_by=a.decided_by,
                note=a.note,
            )
            for a in await repository.approvals(store, number, live=False)
        ],
        "history": [
            HistoryView(kind=h.kind, by=h.by, at=h.at, data=h.data) for h in await repository.history(store, number)
        ],
    }
