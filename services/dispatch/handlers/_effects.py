"""What a taken step changes: the order, its clocks, its charges and approvals, and what is announced."""

from dataclasses import dataclass, replace
from typing import Any

from chassis.work import Work
from contracts.base import ChargeDue, PayoutDue
from contracts.dispatch import OrderVerified, StepFact, StepTaken
from contracts.playbook.forms import mask_fields
from contracts.playbook.grammar import Choice, Step
from services.dispatch import repository
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order, Taken
from services.dispatch.domain.outcome import charge_claim, charge_due, payout_claim, payout_due
from services.dispatch.handlers._approvals import ask_approvals
from services.dispatch.handlers._case import announce, told_by
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._ending import announce_ended, announce_part, wind_up

FACTS: dict[str, type[StepFact]] = {fact.fact: fact for fact in StepFact.__subclasses__()}


@dataclass(frozen=True)
class Signed:
    """A step as it was signed, and what follows from it."""

    step: Step
    choice: Choice | None
    taken: Taken
    charge: ChargeDue | None
    payout: PayoutDue | None

    @property
    def announces(self) -> str:
        return self.choice.announces if self.choice else self.step.announces

    @property
    def claims(self) -> list[str]:
        """What cashdesk is asked for."""
        asked = [charge_claim(self.charge.name)] if self.charge else []
        return [*asked, payout_claim(self.payout.name)] if self.payout else asked


async def apply_step(case: Case, step: Step, choice: Choice | None, taken: Taken, work: Work) -> Case:
    """Write and announce the step; returns the case as it is afterwards."""
    after = replace(case, taken={**case.taken, step.name: taken})
    signed = Signed(step, choice, taken, charge_due(after, step, choice), payout_due(after, step, choice))
    after = replace(
        after,
        order=_order_after(case.order, signed),
        settled=case.settled and signed.charge is None,
        paid_out=case.paid_out and signed.payout is None,
    )
    repository.insert(work.store, taken)
    await _save_changes(case.order, after.order, work)
    _announce(after, signed, work)
    after = ask_approvals(after, step, work)
    await move_clocks(case, after, work, at=taken.happened_at)
    return after if after.order.undone else await _finish(after, signed, work)


async def _finish(case: Case, signed: Signed, work: Work) -> Case:
    reason = signed.taken.decision or signed.step.name
    case = await wind_up(case, reason, work)
    if case.order.state == "ended":
        await announce_ended(case, signed.step.name, reason, work)
    elif case.order.part_of is not None:
        await announce_part(case.order, work)
    return case


def _order_after(order: Order, signed: Signed) -> Order:
    taken = signed.taken
    if signed.step.assigns is not None:
        order = replace(order, assignee=str(taken.records["assignee"]))
    if signed.claims:
        order = replace(order, claims=list(dict.fromkeys([*order.claims, *signed.claims])))
    if signed.announces == "order.completed":
        order = replace(order, completed_at=taken.recorded_at)
    if signed.announces == "order.verified":
        done = order.completed_at or taken.recorded_at
        order = replace(order, state="verified", completed_at=done, ended_at=taken.recorded_at)
    elif signed.choice is not None and signed.choice.ends:
        order = replace(order, state="ended", ended_at=taken.recorded_at)
    return order


async def _save_changes(before: Order, after: Order, work: Work) -> None:
    names = ("state", "assignee", "claims", "completed_at", "ended_at")
    changed = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    if changed:
        await repository.change_order(work.store, after.number, **changed)


def _announce(case: Case, signed: Signed, work: Work) -> None:
    order, taken = case.order, signed.taken
    kind = FACTS[signed.announces] if order.part_of is None else StepTaken
    facts = scope(case) if any(rule.when is not None for rule in signed.step.notify) else {}
    told = [rule for rule in signed.step.notify if rule.when is None or rule.when.truth(facts)]
    fact: dict[str, Any] = {
        "number": order.number,
        "order_id": order.order_id,
        "line": order.line,
        "department": order.department,
        "step": taken.step,
        "cycle": order.cycle,
        "signed_by": taken.signed_by,
        "records": mask_fields(signed.step.records, taken.records),
        "decision": taken.decision,
        "happened_at": taken.happened_at,
        "assignee": order.assignee,
        "charge": signed.charge,
        "payout": signed.payout,
        "notified": told_by(told, order.department, work),
        "part_of": order.part_of,
    }
    if kind is OrderVerified:
        fact |= {"received_by": order.received_by, "form": order.form, "severity": order.severity}
    announce(order, kind(**fact), work)
