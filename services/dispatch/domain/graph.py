"""Which step comes when. Rules PD-03 to PD-05, PD-09 to PD-11, PD-17, PD-18 follow from the playbook through here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from contracts.playbook.check import predecessors
from contracts.playbook.forms import context
from contracts.playbook.grammar import Line, Step
from services.dispatch.domain.model import Case

Standing = Literal["done", "ready", "waiting", "skipped"]


@dataclass(frozen=True)
class StepState:
    """How a step stands; ``waits_for`` names steps, gates and states of the order."""

    name: str
    state: Standing
    waits_for: list[str] = field(default_factory=list)


def scope(case: Case) -> dict[str, Any]:
    """What conditions read, see ``contracts.playbook.grammar``."""
    specs = {step.name: step.records for step in case.line.steps}
    taken = {
        name: {
            "by": done.signed_by,
            "at": done.happened_at,
            "decision": done.decision,
            **context(specs.get(name, {}), done.records),
        }
        for name, done in case.taken.items()
    }
    order = case.order
    return {
        "form": context(case.line.form, order.form),
        "steps": taken,
        "order": {
            "state": order.state,
            "department": order.department,
            "assignee": order.assignee,
            "cycle": order.cycle,
            "hold": {"cause": order.hold["cause"]} if order.hold else None,
        },
        "deadlines": {name: {"missed": missed} for name, missed in case.missed.items()},
        "checks": {name: {"done": done} for name, done in case.answered.items()},
        "decisions": case.decisions,
        "severity": order.severity,
        "tier": order.tier,
        "line": order.line,
    }


def skipped(case: Case, facts: dict[str, Any]) -> set[str]:
    """Steps whose condition does not hold; one that was taken stays taken, whatever changes later."""
    return {
        step.name
        for step in case.line.steps
        if step.when is not None and step.name not in case.taken and not step.when.truth(facts)
    }


def effective_predecessors(line: Line, absent: set[str]) -> dict[str, list[str]]:
    """Like ``predecessors``, but a skipped step hands on what it waits for itself, so that nothing overtakes it."""
    direct = predecessors(line)

    def resolve(name: str) -> Iterable[str]:
        for before in direct[name]:
            if before in absent:
                yield from resolve(before)
            else:
                yield before

    return {name: list(dict.fromkeys(resolve(name))) for name in direct}


def step_states(case: Case) -> list[StepState]:
    """Every step of the line in the playbook's order."""
    absent = skipped(case, scope(case))
    before = effective_predecessors(case.line, absent)
    return [_state(case, step, before[step.name], absent) for step in case.line.steps]


def ready_steps(case: Case) -> list[str]:
    return [state.name for state in step_states(case) if state.state == "ready"]


def dependants(line: Line, name: str) -> list[str]:
    """The step and all that come after it, near or far, in the playbook's order."""
    direct = predecessors(line)
    found = {name}
    while more := {later for later, before in direct.items() if later not in found and found & set(before)}:
        found |= more
    return [step.name for step in line.steps if step.name in found]


def return_target(case: Case) -> str:
    """Where a returned order starts again by default: at the completion, else at the beginning. Rule PD-05."""
    absent = skipped(case, scope(case))
    present = [step for step in case.line.steps if step.name not in absent]
    completing = [step.name for step in present if step.announces == "order.completed"]
    return (completing or [present[0].name])[0]


def _state(case: Case, step: Step, before: list[str], absent: set[str]) -> StepState:
    if step.name in case.taken:
        return StepState(step.name, "done")
    if step.name in absent:
        return StepState(step.name, "skipped")
    waits = [name for name in before if name not in case.taken]
    waits += _open_approvals(case, before)
    waits += [gate for gate in step.requires if gate not in waits and not _gate_open(case, gate, absent)]
    if case.open_parts and _verifies(step):
        waits.append("parts.done")
    if case.order.state == "held":
        waits.append("order.resumed")
    elif case.order.state != "open":
        waits.append(f"order.{case.order.state}")
    return StepState(step.name, "waiting" if waits else "ready", waits)


def _open_approvals(case: Case, before: list[str]) -> list[str]:
    return [f"approval.{a.name}" for a in case.approvals if a.step in before and a.state == "requested"]


def _verifies(step: Step) -> bool:
    announced = {step.announces} if not step.choices else {choice.announces for choice in step.choices.values()}
    return "order.verified" in announced


def _gate_open(case: Case, gate: str, absent: set[str]) -> bool:
    kind, _, name = gate.partition(".")
    if kind == "charge":
        return case.settled
    if kind == "payout":
        return case.paid_out
    if kind == "decision":
        return bool(case.order.decisions.get(name, {}).get("allowed"))
    if kind == "digest":
        return name in case.digests
    return _agreed(case, name, absent)


def _agreed(case: Case, name: str, absent: set[str]) -> bool:
    """Whether every step that asks for this approval is taken and got it; a step that asked nobody needs none."""
    asking = [step.name for step in case.line.steps if step.approval is not None and step.approval.name == name]
    if not asking or any(step not in case.taken and step not in absent for step in asking):
        return False
    asked = [a for a in case.approvals if a.name == name]
    granted = {a.step for a in asked if a.state == "granted"}
    return all(a.state != "requested" and a.step in granted for a in asked)
