"""What taking a step brings about: a charge, a payout, an approval to ask for, something told to the signer."""

from datetime import datetime
from typing import Any

from contracts.base import ChargeDue, PayoutDue
from contracts.money import Money
from contracts.playbook.grammar import ApprovalRule, Choice, Step
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case

PAYOUT = "payout:"


def charge_due(case: Case, step: Step, choice: Choice | None) -> ChargeDue | None:
    """What cashdesk shall raise. A decision that ends the order charges nothing, nor does an amount of zero. PD-11."""
    rule = step.charge
    if rule is None or (choice is not None and choice.ends):
        return None
    facts = scope(case)
    if rule.when is not None and not rule.when.truth(facts):
        return None
    amount = rule.amount.evaluate(facts) if rule.amount else None
    item = rule.item.evaluate(facts) if rule.item else None
    quantity = rule.quantity.evaluate(facts) if rule.quantity else None
    if (isinstance(amount, Money) and amount.minor == 0) or quantity == 0 or (amount is None and item is None):
        return None
    return ChargeDue(name=rule.name, item=item, quantity=quantity, amount=amount)


def payout_due(case: Case, step: Step, choice: Choice | None) -> PayoutDue | None:
    """What cashdesk shall pay out. A decision that ends the order pays nothing, nor does an amount of zero."""
    rule = step.payout
    if rule is None or (choice is not None and choice.ends):
        return None
    facts = scope(case)
    if rule.when is not None and not rule.when.truth(facts):
        return None
    amount = rule.amount.evaluate(facts)
    if amount is None or (isinstance(amount, Money) and amount.minor == 0):
        return None
    return PayoutDue(name=rule.name, amount=amount)


def approval_needed(case: Case, step: Step) -> ApprovalRule | None:
    """The agreement that the steps after this one wait for."""
    rule = step.approval
    if rule is None or (rule.when is not None and not rule.when.truth(scope(case))):
        return None
    return rule


def told(case: Case, step: Step) -> dict[str, str]:
    """What the step reveals to its signer, such as the room number. Rule PD-18."""
    out = {label: _value(case, place) for label, place in step.tells.items()}
    return {label: _text(value) for label, value in out.items() if value is not None}


def charge_claim(name: str) -> str:
    """How a charge is known to the gate ``charge.settled``."""
    return f"charge:{name}"


def payout_claim(name: str) -> str:
    """How a payout is known to the gate ``payout.settled``."""
    return f"{PAYOUT}{name}"


def charged_steps(case: Case, names: list[str]) -> list[str]:
    """Those of the steps whose charge or payout was asked for: the amount a customer accepted stands for the cycle."""

    def claims(step: Step) -> set[str]:
        asked = {charge_claim(step.charge.name)} if step.charge else set()
        return asked | ({payout_claim(step.payout.name)} if step.payout else set())

    steps = [step for step in case.line.steps if step.name in names and step.name in case.taken]
    return [step.name for step in steps if not claims(step).isdisjoint(case.order.claims)]


def pays_out(case: Case, name: str) -> bool:
    """Whether the customer is owed something since that step."""
    step = case.step(name)
    return step is not None and step.payout is not None and payout_claim(step.payout.name) in case.order.claims


def allocation_claim(department: str, item: str) -> str:
    return f"allocation:{department}:{item}"


def owed(claims: list[str], facts: list[tuple[str, str, str]]) -> tuple[bool, bool]:
    """Whether the customer owes nothing, and whether the customer is owed nothing."""
    theirs = [claim for claim in claims if claim.startswith(PAYOUT)]
    ours = [claim for claim in claims if not claim.startswith(PAYOUT)]
    paid = [fact for fact in facts if fact[1].startswith(PAYOUT)]
    return all_settled(ours, [fact for fact in facts if fact not in paid]), all_settled(theirs, paid)


def all_settled(asked: list[str], facts: list[tuple[str, str, str]]) -> bool:
    """Whether nothing is owed: each claim that was asked for has been met, and none that was raised is open.

    ``facts`` are (id, claim, open|settled|voided), several of one id in any order; only some of them know the claim.
    With nothing asked for, nothing is owed.
    """
    if not asked:
        return True
    ended = {claim_id for claim_id, _, state in facts if state != "open"}
    met = {claim for claim_id, claim, _ in facts if claim_id in ended}
    return set(asked) <= met and all(claim_id in ended for claim_id, _, _ in facts)


def _value(case: Case, place: str) -> Any:
    root, _, rest = place.partition(".")
    if root == "form":
        return case.order.form.get(rest)
    step, _, field = rest.partition(".")
    taken = case.taken.get(step)
    return taken.records.get(field) if taken else None


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(Money.model_validate(value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
