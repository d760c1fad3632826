"""The desk sends an order back to the department with the reason. Rule PD-05."""

from chassis.work import Work
from contracts.dispatch import OrderReturned, ReturnOrder, StepReceipt
from contracts.playbook.grammar import Step
from contracts.problems import Conflict, Forbidden
from services.dispatch.domain.graph import dependants, ready_steps, return_target
from services.dispatch.domain.model import Case
from services.dispatch.domain.outcome import charge_claim
from services.dispatch.handlers._case import note, open_case, recipients, require_undone
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
    order = again.order
    note(work, order.number, "returned", to_step=to_step, reason=command.reason)
    work.announce(
        OrderReturned(
            number=order.number,
            order_id=order.order_id,
            department=order.department,
            to_step=to_step,
            by=work.actor,
            reason=command.reason,
            notified=recipients(["head"], order.department, work),
        )
    )
    return StepReceipt(
        number=order.number, order_id=order.order_id, step=to_step, state=order.state, next_steps=ready_steps(again)
    )


def _can_return(case: Case, to_step: str, names: list[str]) -> None:
    if case.order.state == "held":
        raise Conflict(f"{case.order.number} is held; resume it before it goes back", errors={"number": "held"})
    if to_step not in case.taken:
        done = ", ".join(case.taken) or "none"
        raise Conflict(
            f"step '{to_step}' of {case.order.number} is not taken, so there is nothing to return; taken are: {done}",
            errors={"to_step": "not taken"},
        )
    charged = [step.name for step in case.line.steps if step.name in names and _was_charged(case, step)]
    if charged:
        raise Conflict(
            f"the charge of step '{charged[0]}' of {case.order.number} is raised already, and a cycle raises it once; "
            f"return to a step after '{charged[0]}'",
            errors={"to_step": "lies before a charge that was raised"},
        )


def _was_charged(case: Case, step: Step) -> bool:
    """The amount a customer accepted stands for the cycle."""
    return step.charge is not None and step.name in case.taken and charge_claim(step.charge.name) in case.order.claims
