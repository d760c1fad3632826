"""Work cannot finish: who says so, why, until when, and who told the customer. Rules PD-12, HK-05."""

from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import HoldOrder, OrderHeld
from contracts.problems import Conflict, Invalid
from services.dispatch import repository
from services.dispatch.domain.model import Case
from services.dispatch.handlers._case import (
    announce,
    note,
    open_case,
    require_open,
    require_undone,
    require_works_on,
)
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._ending import hold_timer
from services.dispatch.handlers.expire_hold import HOLD_OVER


async def hold_order(command: HoldOrder, work: Work) -> Done:
    """Deadlines that may pause stop here; no step is taken until the order is resumed."""
    case = await open_case(command.number, work)
    require_works_on(case.order, work)
    _can_hold(case, command, work)
    order, expected = case.order, command.expected_end
    hold: dict[str, Any] = {
        "cause": command.cause,
        "reason": command.reason,
        "expected_end": expected.isoformat() if expected else None,
        "told_by": command.told_by,
        "held_by": work.actor,
        "held_at": work.now.isoformat(),
    }
    await repository.change_order(work.store, order.number, state="held", hold=hold)
    note(work, order.number, "held", **hold)
    event = OrderHeld(
        number=order.number,
        order_id=order.order_id,
        cause=command.cause,
        reason=command.reason,
        expected_end=expected,
        told_by=command.told_by,
        held_by=work.actor,
    )
    announce(order, event, work)
    after = replace(case, order=replace(order, state="held", hold=hold))
    await move_clocks(case, after, work, cause=f"held: {command.reason}")
    if expected is not None:
        work.schedule(hold_timer(order), expected, HOLD_OVER, {"held_at": hold["held_at"]}, number=order.number)
    return Done(number=order.number)


def _can_hold(case: Case, command: HoldOrder, work: Work) -> None:
    order, causes = case.order, case.line.hold_causes
    require_undone(order)
    if order.state == "held" and order.hold is not None:
        raise Conflict(
            f"{order.number} is already held ({order.hold['cause']}: {order.hold['reason']}); resume it first",
            errors={"number": "held"},
        )
    require_open(order)
    if command.cause not in causes:
        known = ", ".join(causes) or "none; this line's orders cannot be held"
        raise Invalid(f"'{command.cause}' is no cause to hold a {order.line}", errors={"cause": f"one of {known}"})
    errors: dict[str, str] = {}
    if command.expected_end is not None and command.expected_end <= work.now:
        errors["expected_end"] = "lies in the past; a hold ends later than now"
    if causes[command.cause].needs_end and command.expected_end is None:
        errors["expected_end"] = "required for this cause; say when it is expected to end"
    if causes[command.cause].needs_teller and command.told_by is None:
        errors["told_by"] = "required for this cause; say who told the customer, desk or technician"
    if errors:
        raise Invalid(f"more must be known to hold it for '{command.cause}'", errors=errors)
