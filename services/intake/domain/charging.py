"""What a request costs by its line's rules: charges, and costs that a department bears."""

from collections.abc import Mapping
from typing import Any

from contracts.base import AllocationDue, ChargeDue
from contracts.cel import Expression
from contracts.money import Money
from contracts.playbook import Line, Playbook
from contracts.playbook.grammar import AllocationRule, ChargeRule
from contracts.problems import Invalid

Scope = Mapping[str, Any]


def charges_of(book: Playbook, line: Line, scope: Scope) -> list[ChargeDue]:
    """What cashdesk shall raise. Raises Invalid, EvaluationError where a rule does not fit the form."""
    return [due for rule in line.charges if (due := _charge(book, rule, scope))]


def allocations_of(book: Playbook, line: Line, scope: Scope) -> list[AllocationDue]:
    """The costs of departments. Raises as ``charges_of`` does."""
    return [due for rule in line.allocations if (due := _allocation(book, rule, scope))]


def holds(when: Expression | None, scope: Scope) -> bool:
    return when is None or when.truth(scope)


def _charge(book: Playbook, rule: ChargeRule, scope: Scope) -> ChargeDue | None:
    if not holds(rule.when, scope):
        return None
    if rule.item is not None:
        quantity = 1 if rule.quantity is None else _quantity(rule.quantity, scope)
        return ChargeDue(name=rule.name, item=_item(book, rule.item, scope), quantity=quantity)
    if rule.amount is None:
        raise Invalid(
            f"the charge '{rule.name}' names neither an item nor an amount",
            errors={"form": "the playbook's charge rule is incomplete"},
        )
    amount = rule.amount.evaluate(scope)
    if not isinstance(amount, Money) or amount.currency != book.currency or amount.minor < 0:
        raise wrong(rule.amount, f"gives no amount in {book.currency} but {amount!r}")
    return ChargeDue(name=rule.name, amount=amount) if amount.minor else None


def _allocation(book: Playbook, rule: AllocationRule, scope: Scope) -> AllocationDue | None:
    if not holds(rule.when, scope):
        return None
    return AllocationDue(
        name=rule.name,
        item=_item(book, rule.item, scope),
        quantity=_quantity(rule.quantity, scope),
        department=_department(book, rule.department, scope),
    )


def _item(book: Playbook, rule: Expression, scope: Scope) -> str:
    item = rule.evaluate(scope)
    if item not in book.prices:
        raise wrong(rule, f"names no item of the price list but {item!r}")
    return str(item)


def _quantity(rule: Expression, scope: Scope) -> int:
    quantity = rule.evaluate(scope)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise wrong(rule, f"gives no quantity of 1 or more but {quantity!r}")
    return quantity


def wrong(rule: Expression, message: str) -> Invalid:
    """A rule of the playbook that does not fit, at the first place it reads."""
    path = ".".join(rule.references[0]) if rule.references else "form"
    return Invalid(f"the rule '{rule.source}' {message}", errors={path: message})


def _department(book: Playbook, to: Expression, scope: Scope) -> str:
    found = to.evaluate(scope)
    if found not in book.departments:
        raise wrong(to, f"names no department but {found!r}; departments are {', '.join(book.departments)}")
    return str(found)
