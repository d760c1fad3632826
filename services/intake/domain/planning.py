"""What follows from a form: severity, department, charges, allocations, what is read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.base import AllocationDue, ChargeDue
from contracts.calendar import FIRST_YEAR
from contracts.cel import EvaluationError, Expression
from contracts.intake import ReadBackLine
from contracts.money import Money
from contracts.playbook import Line, Playbook
from contracts.playbook.forms import check_fields, context, mask_fields
from contracts.playbook.grammar import AllocationRule, ChargeRule, Route
from contracts.playbook.routing import route_for
from contracts.problems import Invalid, NotFound

Scope = Mapping[str, Any]
EARLIEST = datetime(FIRST_YEAR + 1, 1, 1, tzinfo=UTC)
"""Deadlines may start when it happened, and business time is counted from here on."""


@dataclass(frozen=True)
class Plan:
    """Where a request goes and what it costs; ``department`` is None on a line without a route."""

    department: str | None
    charges: list[ChargeDue]
    allocations: list[AllocationDue]

    @property
    def awaits_payment(self) -> bool:
        return bool(self.charges or self.allocations)


@dataclass(frozen=True)
class Draft:
    """A request as it would be written: the checked form, the same one masked, and what follows from it."""

    name: str
    line: Line
    severity: str | None
    form: dict[str, Any]
    masked: dict[str, Any]
    plan: Plan


def draft_of(book: Playbook, name: str, severity: str | None, values: Mapping[str, Any]) -> Draft:
    """Check ``values`` against the line's form. Raises Invalid naming every wrong field."""
    line = book.lines[name]
    form = check_fields(line.form, values, book, "form")
    return Draft(name, line, severity, form, mask_fields(line.form, form), plan_for(book, name, form, severity))


def line_of(book: Playbook, name: str) -> Line:
    """The service line. Raises NotFound naming the lines there are."""
    line = book.lines.get(name)
    if line is None:
        raise NotFound(
            f"this desk has no line '{name}'; its lines are {', '.join(book.lines)}",
            errors={"line": f"one of {', '.join(book.lines)}"},
        )
    return line


def severity_of(line: Line, asked: str | None) -> str | None:
    """The severity asked for, or the line's first. Raises Invalid for one the line does not have."""
    if asked is None:
        return line.severities[0] if line.severities else None
    if asked not in line.severities:
        known = f"one of {', '.join(line.severities)}" if line.severities else "leave it out; this line has none"
        raise Invalid(f"severity '{asked}' is unknown on this line", errors={"severity": known})
    return asked


def happened(at: datetime | None, now: datetime) -> datetime:
    """When it happened: now unless told otherwise, never in the future, never before calendars begin."""
    if at is None:
        return now
    if at > now:
        raise Invalid("it cannot have happened in the future", errors={"happened_at": "give a time that has passed"})
    if at < EARLIEST:
        raise Invalid("no calendar reaches that far back", errors={"happened_at": f"give a time since {EARLIEST.year}"})
    return at


def plan_for(book: Playbook, name: str, form: Mapping[str, Any], severity: str | None) -> Plan:
    """Route, charges and allocations of a checked form. Raises Invalid where the playbook's rules do not work out."""
    line = book.lines[name]
    if line.route is None and not line.charges and not line.allocations:
        return Plan(None, [], [])
    scope = {"form": context(line.form, form), "severity": severity, "line": name, "steps": {}}
    try:
        department = None if line.route is None else _routed(book, line.route, scope)
        charges = [_charge(book, rule, scope) for rule in line.charges]
        allocations = [_allocation(book, rule, scope) for rule in line.allocations]
    except EvaluationError as error:
        detail = f"a rule of line '{name}' does not fit this form: {error}"
        raise Invalid(detail, errors={"form": str(error)}) from error
    return Plan(department, [due for due in charges if due], [due for due in allocations if due])


def _holds(when: Expression | None, scope: Scope) -> bool:
    return when is None or when.truth(scope)


def _routed(book: Playbook, route: Route, scope: Scope) -> str:
    found = route_for(route, scope)
    if found.department not in book.departments:
        message = f"names no department but {found.department!r}; departments are {', '.join(book.departments)}"
        path = ".".join(route.to.references[0]) if route.to is not None and route.to.references else "form"
        raise Invalid(f"the rule '{found.rule}' {message}", errors={path: message})
    return str(found.department)


def _department(book: Playbook, to: Expression, scope: Scope) -> str:
    found = to.evaluate(scope)
    if found not in book.departments:
        raise _wrong(to, f"names no department but {found!r}; departments are {', '.join(book.departments)}")
    return str(found)


def _charge(book: Playbook, rule: ChargeRule, scope: Scope) -> ChargeDue | None:
    if not _holds(rule.when, scope):
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
        raise _wrong(rule.amount, f"gives no amount in {book.currency} but {amount!r}")
    return ChargeDue(name=rule.name, amount=amount) if amount.minor else None


def _allocation(book: Playbook, rule: AllocationRule, scope: Scope) -> AllocationDue | None:
    if not _holds(rule.when, scope):
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
        raise _wrong(rule, f"names no item of the price list but {item!r}")
    return str(item)


def _quantity(rule: Expression, scope: Scope) -> int:
    quantity = rule.evaluate(scope)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise _wrong(rule, f"gives no quantity of 1 or more but {quantity!r}")
    return quantity


def _wrong(rule: Expression, message: str) -> Invalid:
    path = ".".join(rule.references[0]) if rule.references else "form"
    return Invalid(f"the rule '{rule.source}' {message}", errors={path: message})


def read_back(line: Line, form: Mapping[str, Any]) -> list[ReadBackLine]:
    """What the clerk reads aloud, in the form's order; empty where the line asks for none. Rules PD-01, PD-16."""
    if not line.read_back:
        return []
    return [
        ReadBackLine(
            field=name,
            zh=spec.title.zh if spec.title else name,
            en=spec.title.en if spec.title else name,
            value=_aloud(form[name]),
        )
        for name, spec in line.form.items()
        if name in form
    ]


def _aloud(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"{value.get('amount')} {value.get('currency')}"
    return str(value)


def follow_up_owed(line: Line, name: str, form: Mapping[str, Any], severity: str | None) -> bool:
    """Whether some callback of the line is planned for this request."""
    scope = {"form": context(line.form, form), "severity": severity, "line": name, "steps": {}}
    return any(_holds(plan.when, scope) for plan in line.follow_up)


def owed(line: Line | None, row: Any) -> str | None:
    """What the desk still owes on a request, as a reason not to close it by hand; None when nothing.

    ``row`` has ``state``, ``line``, ``form``, ``severity`` and ``awaits_payment``.
    """
    if row.state == "settled":
        waits = line is not None and follow_up_owed(line, row.line, row.form, row.severity)
        return "its callback is not done; record the callback's result" if waits else None
    if line is not None and line.steps:
        return "its order is not verified; verify the order or cancel the request"
    if row.awaits_payment:
        return "its charges are not paid or its costs not signed for; settle them or cancel the request"
    return None
