"""A step is taken and signed. Rules PD-03 to PD-05, PD-09 to PD-11, PD-17, PD-18."""

from datetime import datetime
from typing import Any

from chassis.work import Work
from contracts.dispatch import StepReceipt, TakeStep
from contracts.playbook.forms import check_fields
from contracts.playbook.grammar import Choice, Step
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.dispatch.domain.graph import ready_steps, step_states
from services.dispatch.domain.model import Case, Taken
from services.dispatch.domain.outcome import told
from services.dispatch.domain.signing import may_sign, one_of, read_back_errors, signed_already, signers
from services.dispatch.handlers._case import open_case, owner_of, signer
from services.dispatch.handlers._effects import apply_step


async def take_step(command: TakeStep, work: Work) -> StepReceipt:
    """Everything is checked before anything is written, so that a refusal leaves no trace."""
    case = await open_case(command.number, work)
    step = case.step(command.step)
    if step is None:
        known = one_of(s.name for s in case.line.steps)
        raise NotFound(f"'{case.order.line}' has no step '{command.step}'", errors={"step": f"one of {known}"})
    _in_order(case, step)
    await _signature(case, step, work)
    happened_at = _moment(case, command, work)
    choice = _decision(step, command)
    records = check_fields(step.records, command.records, work.playbook, "records")
    _colleagues(step, records, work)
    _read_back(case, step, command, work)
    taken = _taken(case, command, records, happened_at, work)
    after = await apply_step(case, step, choice, taken, work)
    return StepReceipt(
        number=case.order.number,
        order_id=case.order.order_id,
        step=step.name,
        state=after.order.state,
        next_steps=ready_steps(after),
        told=told(after, step),
    )


def _in_order(case: Case, step: Step) -> None:
    states = {state.name: state for state in step_states(case)}
    state = states[step.name]
    if state.state == "ready":
        return
    if case.order.state != "open" and state.state != "skipped":
        _refuse_closed(case, step)
    open_now = one_of(name for name, other in states.items() if other.state == "ready")
    why = {
        "done": "is already taken",
        "skipped": "does not apply to this request",
        "waiting": f"waits for {', '.join(state.waits_for)}",
    }[state.state]
    raise Conflict(
        f"step '{step.name}' of {case.order.number} {why}; the order is {case.order.state}, steps open now: {open_now}",
        errors={"step": why},
        slug="step-out-of-order",
    )


def _refuse_closed(case: Case, step: Step) -> None:
    order = case.order
    remedies = {
        "held": "resume it with dispatch.resume_order first",
        "declined": "its department declined it; the desk routes it anew with dispatch.transfer_order first",
    }
    remedy = remedies.get(order.state, "nothing more is signed on it")
    raise Conflict(
        f"step '{step.name}' cannot be taken: {order.number} is {order.state}; {remedy}",
        errors={"number": f"the order is {order.state}"},
        slug="order-not-open",
    )


async def _signature(case: Case, step: Step, work: Work) -> None:
    owner = await owner_of(case.order, step.by, work)
    person = signer(work)
    if not may_sign(step, person, case, work.playbook, owner):
        who = signers(step.by, case, work.playbook)
        raise Forbidden(
            f"step '{step.name}' is signed by {who}, not by {person.actor}", errors={"step": f"signed by {who}"}
        )
    if (other := signed_already(step, person, case)) is not None:
        raise Forbidden(
            f"step '{step.name}' is signed by somebody other than '{other}', which {person.actor} signed",
            errors={"step": f"needs another person than '{other}'"},
            slug="two-people",
        )


def _moment(case: Case, command: TakeStep, work: Work) -> datetime:
    at = command.happened_at or work.now
    if at > work.now:
        raise Invalid("a step is signed after it happened", errors={"happened_at": "lies in the future"})
    if at < min(case.order.happened_at, case.order.routed_at):
        raise Invalid("a step happens after the request", errors={"happened_at": "lies before the request itself"})
    return at


def _decision(step: Step, command: TakeStep) -> Choice | None:
    choices = one_of(step.choices)
    if not step.choices and command.decision is not None:
        raise Invalid(f"step '{step.name}' has nothing to decide", errors={"decision": "leave it out"})
    if step.choices and command.decision not in step.choices:
        raise Invalid(f"step '{step.name}' needs a decision", errors={"decision": f"one of {choices}"})
    return step.choices[command.decision] if command.decision else None


def _colleagues(step: Step, records: dict[str, Any], work: Work) -> None:
    """Whoever is named works here, and who is assigned has the role for it. Rules IR-07, IR-09."""
    for field in (name for name, spec in step.records.items() if spec.type == "staff" and name in records):
        person = work.colleague(str(records[field]), f"records.{field}")
        if step.assigns is not None and field == "assignee" and not person.has([step.assigns]):
            raise Invalid(
                f"{person.actor} is not {step.assigns}",
                errors={"records.assignee": f"name somebody of role {step.assigns}"},
            )


def _read_back(case: Case, step: Step, command: TakeStep, work: Work) -> None:
    errors = read_back_errors(case, step, command.read_back, work.playbook, work.fingerprint_key)
    if errors:
        raise Invalid("what was read back does not match; nothing was signed", errors=errors, slug="read-back")


def _taken(case: Case, command: TakeStep, records: dict[str, Any], happened_at: datetime, work: Work) -> Taken:
    return Taken(
        id=work.new_id(),
        site=case.order.site,
        number=case.order.number,
        step=command.step,
        cycle=case.order.cycle,
        live=True,
        signed_by=work.actor,
        happened_at=happened_at,
        recorded_at=work.now,
        records=records,
        decision=command.decision,
    )
