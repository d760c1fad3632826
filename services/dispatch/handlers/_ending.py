"""What ends with an order: its clocks, what was asked of others, its open parts."""

from dataclasses import replace
from typing import Literal

from chassis.work import Work
from contracts.dispatch import ApprovalWithdrawn, OrderEnded, PartCancelled, PartCompleted
from services.dispatch import repository
from services.dispatch.domain.model import Approval, Case, Order
from services.dispatch.handlers._case import announce, case_of, note, recipients
from services.dispatch.handlers._clocks import move_clocks


async def end_order(case: Case, state: Literal["ended", "cancelled"], reason: str, work: Work) -> Case:
    """End the order before its work is done."""
    after = replace(case, order=replace(case.order, state=state, ended_at=work.now))
    await repository.change_order(work.store, after.order.number, state=state, ended_at=work.now)
    await move_clocks(case, after, work, cause=reason)
    return await wind_up(after, reason, work)


async def announce_ended(case: Case, step: str, reason: str, work: Work) -> None:
    """Say that an order ended without a result; of a part, that the part did."""
    order = case.order
    if order.part_of is not None:
        await announce_part(order, work)
        return
    ended = OrderEnded(number=order.number, order_id=order.order_id, line=order.line, step=step, reason=reason)
    announce(order, ended, work)


async def wind_up(case: Case, reason: str, work: Work) -> Case:
    """The order is done: nobody needs to agree any more, and parts that are open are cancelled."""
    await forget_hold(case.order, work)
    approvals = [await withdraw(asked, case.order, reason, work) for asked in case.approvals]
    for part in case.parts:
        if part.undone:
            await _cancel_part(part.number, reason, work)
    return replace(case, approvals=tuple(approvals))


async def withdraw(asked: Approval, order: Order, reason: str, work: Work) -> Approval:
    """Take back what was asked, unless it is decided."""
    if asked.state != "requested":
        return asked
    withdrawn = replace(asked, state="withdrawn", decided_at=work.now)
    await repository.save(work.store, withdrawn)
    event = ApprovalWithdrawn(
        approval_id=asked.id,
        number=order.number,
        name=asked.name,
        approver_role=asked.approver_role,
        delegate=asked.delegate,
        reason=reason,
    )
    announce(order, event, work)
    return withdrawn


async def announce_part(part: Order, work: Work) -> None:
    """A part is done; its parent waits for one less."""
    parent = await repository.order(work.store, work.site, part.request, lock=True)
    others = await repository.parts_of(work.store, parent) if parent is not None else ()
    completed = PartCompleted(
        number=part.request,
        part=part.number,
        department=part.department,
        title=part.title or part.line,
        state=part.state,
        open_parts=sum(1 for other in others if other.undone),
    )
    work.announce(completed)
    note(work, part.request, "part_completed", part=part.number, state=part.state)


async def forget_hold(order: Order, work: Work) -> None:
    """Nobody waits for the expected end of a hold any more."""
    if order.hold is not None and order.hold["expected_end"] is not None:
        await work.cancel_timer(hold_timer(order))


def hold_timer(order: Order) -> str:
    return f"hold-{order.order_id}"


async def _cancel_part(number: str, reason: str, work: Work) -> None:
    part = await repository.order(work.store, work.site, number, lock=True)
    if part is None or not part.undone:
        return
    case = await end_order(await case_of(part, work), "cancelled", reason, work)
    note(work, number, "cancelled", reason=reason)
    work.announce(
        PartCancelled(
            number=part.request,
            part=number,
            department=part.department,
            title=part.title or part.line,
            reason=reason,
            notified=recipients(["head"], case.order.department, work),
        )
    )
