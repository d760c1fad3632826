"""Work cannot finish: who says so, why, until when, and who told the customer. Rule PD-12."""

from typing import Any

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import HoldOrder, OrderHeld
from contracts.problems import Conflict, Invalid
from services.dispatch import repository
from services.dispatch.domain.model import Case
from services.dispatch.handlers._case import note, open_case, require_undone, require_works_on
from services.dispatch.handlers._clocks import pause_clocks


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
    await pause_clocks(case, work)
    note(work, order.number, "held", **hold)
    work.announce(
        OrderHeld(
            number=order.number,
            order_id=order.order_id,
            cause=command.cause,
            reason=command.reason,
            expected_end=expected,
            told_by=command.told_by,
            held_by=work.actor,
        )
    )
    return Done(number=order.number)


def _can_hold(case: Case, command: HoldOrder, work: Work) -> None:
    order, causes = case.order, case.line.hold_causes
    require_undone(order)
    if order.hold is not None:
        raise Conflict(
            f"{order.number} is already held ({order.hold['cause']}: {order.hold['reason']}); resume it first",
            errors={"number": "held"},
        )
    if command.cause not in causes:
        known = ", ".join(causes) or "none; this line's orders cannot be held"
        raise Invalid(f"'{command.cause}' is no cause to hold a {order.line}", errors={"cause": f"one of {known}"})
    if command.expected_end is not None and command.expected_end <= work.now:
        raise Invalid("a hold ends later than now", errors={"expected_end": "lies in the past"})
