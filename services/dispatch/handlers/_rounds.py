"""Starting part of an order again: after a return, a refused approval, a transfer, a dissatisfied customer."""

from dataclasses import replace
from typing import Literal

from chassis.work import Work
from contracts.dispatch import PromisedDeadline
from services.dispatch import repository
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.engine import Around, Outcome, advance, begun_now, set_aside_with
from services.dispatch.domain.model import Case, Deadline
from services.dispatch.domain.promises import plan_of
from services.dispatch.handlers._clocks import around_of, change, promised_anew, write

Policy = Literal["resume", "restart", "new"]
CHANGED = (
    "state",
    "cycle",
    "round",
    "round_started_at",
    "reopened_at",
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
    all counted from now. ``checks``: it is a new cycle, in which also the questions and the deadlines of the line
    start anew; in the same cycle only those deadlines of the line do that hang on a step that is open again.
    """
    number = case.order.number
    live = await repository.live_deadlines(work.store, number) if plan_of(case.line).promises else {}
    await repository.set_aside(work.store, number, names, checks=checks)
    again = _again(case, names, work, new_cycle=checks)
    around = await around_of(again, live, work)
    old = {row.name: row for row in set_aside_with(again, live, names, around, whole=checks)}
    if policy == "resume":
        again = replace(again, order=replace(again.order, budgets=_budgets(old, around)))
    await repository.change_order(work.store, number, **{name: getattr(again.order, name) for name in CHANGED})
    for row in old.values():
        await change(again.order, row, replace(rules.cancelled(row, work.now), live=False), around, work)
    rest = {name: row for name, row in live.items() if name not in old}
    outcome = begun_now(again, rest, names, around, whole=checks) if policy == "new" else Outcome(rest)
    outcome = advance(again, again, outcome.rows, around)
    await write(again.order, rest, outcome, around, work)
    return again, promised_anew(rest, outcome)


def _again(case: Case, names: list[str], work: Work, *, new_cycle: bool) -> Case:
    reopened = [step for step in case.line.steps if step.name in names]
    order = replace(
        case.order,
        state="open",
        round=case.order.round + 1,
        round_started_at=work.now,
        reopened_at=work.now if new_cycle else case.order.reopened_at,
        budgets={},
        carried_over=None,
        ended_at=None,
        assignee=None if any(step.assigns for step in reopened) else case.order.assignee,
        completed_at=None if any(_completes(step.announces) for step in reopened) else case.order.completed_at,
    )
    taken = {name: done for name, done in case.taken.items() if name not in names}
    approvals = tuple(a for a in case.approvals if a.step not in names)
    heard = {} if new_cycle else case.heard
    return replace(case, order=order, taken=taken, approvals=approvals, heard=heard)


def _completes(announces: str) -> bool:
    return announces in ("order.completed", "order.verified")


def _budgets(old: dict[str, Deadline], around: Around) -> dict[str, int]:
    return {name: rules.unused(row, around.now, around.calendar_of(row)) for name, row in old.items()}
