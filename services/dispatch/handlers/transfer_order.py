"""An order is handed to another department, by its head or by the desk."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import OrderTransferred, PromisedDeadline, TransferOrder
from contracts.playbook.grammar import RELATIVE_ROLES, Step, Transfer
from contracts.problems import Conflict, Forbidden, Invalid
from services.dispatch import repository
from services.dispatch.domain.graph import dependants
from services.dispatch.domain.model import Case
from services.dispatch.domain.outcome import charged_steps
from services.dispatch.handlers._case import (
    announce,
    note,
    open_case,
    recipients,
    require_one_of,
    require_undone,
)
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._rounds import Policy, start_round


async def transfer_order(command: TransferOrder, work: Work) -> Done:
    """What the former department signed, and what follows from it, is to be done by the new one; its deadlines get the
    full time again or keep the rest, as the line says."""
    case = await open_case(command.number, work)
    transfer = await _may_transfer(case, work)
    _can_transfer(case, command, work)
    again = steps_of_department(case, work)
    _nothing_charged(case, again)
    was = case.order.department
    promised: list[PromisedDeadline] = []
    if again:
        policy: Policy = "resume" if transfer.budget == "rest" else "new"
        case, promised = await start_round(case, again, work, policy=policy)
    order = replace(case.order, department=command.department, state="open", assignee=None, transferred_at=work.now)
    changed = {"department": order.department, "state": "open", "assignee": None, "transferred_at": work.now}
    await repository.change_order(work.store, order.number, **changed)
    after = replace(case, order=order)
    cause = f"transferred from {was} to {order.department}"
    promised += await move_clocks(case, after, work, cause=cause, budget=transfer.budget)
    note(work, order.number, "transferred", department=order.department, previous=was, reason=command.reason)
    event = OrderTransferred(
        number=order.number,
        order_id=order.order_id,
        department=order.department,
        previous=was,
        by=work.actor,
        reason=command.reason,
        notified=recipients(["head"], order.department, work),
        deadlines=promised,
    )
    announce(order, event, work)
    return Done(number=order.number)


def steps_of_department(case: Case, work: Work) -> list[str]:
    """Steps signed by people of the order's department, and all that come after them."""
    own = [step for step in case.line.steps if step.name in case.taken and _signed_there(case, step, work)]
    again = {name for step in own for name in dependants(case.line, step.name) if name in case.taken}
    return [step.name for step in case.line.steps if step.name in again]


def _signed_there(case: Case, step: Step, work: Work) -> bool:
    """The desk keeps what it signed as the desk, also of an order that is with the desk itself."""
    signer = work.staff.people.get(case.taken[step.name].signed_by)
    if signer is None or signer.department != case.order.department:
        return False
    as_department = step.assigns is not None or not RELATIVE_ROLES.isdisjoint(set(step.by) - {"owner"})
    return as_department or signer.department != work.playbook.desk_department


async def _may_transfer(case: Case, work: Work) -> Transfer:
    if case.line.transfer is None:
        raise Conflict(
            f"orders of '{case.order.line}' stay with their department; the playbook names no transfer",
            errors={"number": "cannot be transferred"},
        )
    if case.order.state == "declined" and not work.person.has(work.playbook.desk_roles):
        who = ", ".join(work.playbook.desk_roles)
        raise Forbidden(f"a declined order is routed anew by {who}", errors={"number": f"routed anew by {who}"})
    await require_one_of(case.line.transfer.by, case, work, what="transferred", desk=True)
    return case.line.transfer


def _can_transfer(case: Case, command: TransferOrder, work: Work) -> None:
    order = case.order
    require_undone(order)
    if command.department not in work.playbook.departments:
        known = ", ".join(work.playbook.departments)
        raise Invalid(f"'{command.department}' is no department", errors={"department": f"one of {known}"})
    if command.department == order.department:
        raise Conflict(f"{order.number} is with {order.department} already", errors={"department": "name another one"})
    if order.state == "held":
        raise Conflict(
            f"{order.number} is held; resume it with dispatch.resume_order before it is handed over",
            errors={"number": "held"},
        )


def _nothing_charged(case: Case, names: list[str]) -> None:
    if charged := charged_steps(case, names):
        raise Conflict(
            f"the money of step '{charged[0]}' of {case.order.number} is asked for already, so the department that "
            "asked for it finishes the order",
            errors={"number": f"step '{charged[0]}' was charged"},
        )
