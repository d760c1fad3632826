"""The desk sends an order back to the department with the reason. Rule PD-05."""

from dataclasses import replace

from chassis.work import Work
from contracts.dispatch import OrderReturned, ReturnOrder, StepReceipt
from contracts.problems import Conflict, Forbidden
from services.dispatch.domain.graph import dependants, ready_steps, return_target
from services.dispatch.domain.model import Case
from services.dispatch.domain.outcome import charged_steps, pays_out
from services.dispatch.handlers._case import announce, note, open_case, recipients, require_open, require_undone
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._rounds import start_round


async def return_order(command: ReturnOrder, work: Work) -> StepReceipt:
    """The step named, by default the completion, and all after it are open again; the department's head is told."""
    case = await open_case(command.number, work)
    if not work.person.has(work.playbook.desk_roles):
        raise Forbidden(f"orders are returned by the desk ({', '.join(work.playbook.desk_roles)})")
    require_undone(case.order)
    to_step = command.to_step or return_target(case)
    names = dependants(case.line, to_step)
    _can_return(case, to_step, names)
    again, _ = await start_round(case, names, work)
    await move_clocks(replace(again, order=case.order), again, work, cause="returned")
    order = again.order
    note(work, order.number, "returned", to_step=to_step, reason=command.reason)
    event = OrderReturned(
        number=order.number,
        order_id=order.order_id,
        department=order.department,
        to_step=to_step,
        by=work.actor,
        reason=command.reason,
        notified=recipients(["head"], order.department, work),
    )
    announce(order, event, work)
    return StepReceipt(
        number=order.number, order_id=order.order_id, step=to_step, state=order.state, next_steps=ready_steps(again)
    )


def _can_return(case: Case, to_step: str, names: list[str]) -> None:
    require_open(case.order)
    if to_step not in case.taken:
        done = ", ".join(case.taken) or "none"
        raise Conflict(
            f"step '{to_step}' of {case.order.number} is not taken, so there is nothing to return; taken are: {done}",
            errors={"to_step": "not taken"},
        )
    charged = charged_steps(case, names)
    if charged:
        what = "payout" if pays_out(case, charged[0]) else "charge"
        raise Conflict(
            f"the {what} of step '{charged[0]}' of {case.order.number} is raised already, and a cycle raises it once; "
            f"return to a step after '{charged[0]}'",
            errors={"to_step": f"lies before a {what} that was raised"},
        )
