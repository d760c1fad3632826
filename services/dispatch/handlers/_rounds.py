"""Starting part of an order again: after a return, a refused approval, a dissatisfied customer."""

from dataclasses import replace
from typing import Literal

from chassis.work import Work
from contracts.dispatch import PromisedDeadline
from services.dispatch import repository
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.graph import scope, skipped
from services.dispatch.domain.model import Case, Deadline
from services.dispatch.handlers._clocks import close_deadlines, start_deadlines, start_one

Policy = Literal["resume", "restart", "new"]
CHANGED = (
    "state",
    "cycle",
    "round",
    "round_started_at",
    "assignee",
    "budgets",
    "carried_over",
    "completed_at",
    "ended_at",
    "playbook",
    "playbook_version",
)


async def start_round(
    case: Case, names: list[str], work: Work, *, policy: Policy = "restart", checks: bool = False
) -> tuple[Case, list[PromisedDeadline]]:
    """Open the steps ``names`` again; what was there stays as history. Returns the new case and its promises.

    ``restart``: full budgets, counted as the playbook says; ``resume``: what was left of each; ``new``: full budgets,
    all counted from now.
    """
    live = await repository.live_deadlines(work.store, case.order.number)
    old = {step: deadline for step, deadline in live.items() if step in names}
    await close_deadlines(case, old.values(), work)
    await repository.set_aside(work.store, case.order.number, names, checks=checks)
    again = _again(case, names, work)
    if policy == "resume":
        again = replace(again, order=replace(again.order, budgets=_budgets(old, work)))
    values = {name: getattr(again.order, name) for name in CHANGED}
    await repository.change_order(work.store, again.order.number, **values)
    rest = {step: deadline for step, deadline in live.items() if step not in names}
    if policy == "new":
        return again, _all_from_now(again, names, work)
    return again, start_deadlines(again, rest, work)


def _again(case: Case, names: list[str], work: Work) -> Case:
    reopened = [step for step in case.line.steps if step.name in names]
    order = replace(
        case.order,
        state="open",
        round=case.order.round + 1,
        round_started_at=work.now,
        budgets={},
        carried_over=None,
        ended_at=None,
        assignee=None if any(step.assigns for step in reopened) else case.order.assignee,
        completed_at=None if any(_completes(step.announces) for step in reopened) else case.order.completed_at,
    )
    taken = {name: done for name, done in case.taken.items() if name not in names}
    approvals = tuple(a for a in case.approvals if a.step not in names)
    return replace(case, order=order, taken=taken, approvals=approvals)


def _all_from_now(case: Case, names: list[str], work: Work) -> list[PromisedDeadline]:
    absent = skipped(case, scope(case))
    open_steps = [step for step in case.line.steps if step.name in names and step.name not in absent]
    calendar = work.playbook.calendar
    starts = [rules.begin(case.order, s, s.deadline, work.now, calendar) for s in open_steps if s.deadline is not None]
    return [start_one(case, start, work) for start in starts]


def _completes(announces: str) -> bool:
    return announces in ("order.completed", "order.verified")


def _budgets(old: dict[str, Deadline], work: Work) -> dict[str, int]:
    calendar = work.playbook.calendar
    return {step: rules.unused(deadline, work.now, calendar) // rules.MICROSECOND for step, deadline in old.items()}
