"""What follows from a checked form: tier, department, priority, papers, costs, marks, an answer at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.base import AllocationDue, ChargeDue
from contracts.cel import EvaluationError
from contracts.playbook import Line, Playbook
from contracts.playbook.decide import decide, decision_scope, fee_of, read_inputs
from contracts.playbook.forms import check_fields, context, mask_fields
from contracts.playbook.grammar import MarkRule, Route
from contracts.playbook.routing import route_for
from contracts.problems import Invalid
from services.intake.domain.charging import Scope, allocations_of, charges_of, holds, wrong


@dataclass(frozen=True)
class Facts:
    """What is known of a request beside its form; rules read it."""

    severity: str | None
    tier: str | None
    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Plan:
    """Where a request goes, what it costs and what it needs. ``department`` is None on a line without a route,
    ``documents`` are the papers asked for, ``answered`` the outcome of a request that needs no more."""

    department: str | None
    charges: list[ChargeDue]
    allocations: list[AllocationDue]
    priority: int = 0
    documents: tuple[str, ...] = ()
    answered: str | None = None
    marks: tuple[MarkRule, ...] = ()

    @property
    def awaits_payment(self) -> bool:
        return self.answered is None and bool(self.charges or self.allocations)


@dataclass(frozen=True)
class Draft:
    """A request as it would be written: the checked form, the same one masked, and what follows from it."""

    name: str
    line: Line
    facts: Facts
    form: dict[str, Any]
    masked: dict[str, Any]
    plan: Plan


def checked_form(book: Playbook, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The form in its normal form. Raises Invalid naming every wrong field."""
    return check_fields(book.lines[name].form, values, book, "form")


def draft_of(book: Playbook, name: str, form: dict[str, Any], facts: Facts) -> Draft:
    """What follows from a checked form. Raises Invalid where the playbook's rules do not fit it."""
    line = book.lines[name]
    return Draft(name, line, facts, form, mask_fields(line.form, form), plan_for(book, name, form, facts))


def tier_of(book: Playbook, name: str, form: Mapping[str, Any], severity: str | None, customers: str | None) -> Any:
    """The service tier: what the line's rule yields, else the customer's own; None without either."""
    line = book.lines[name]
    if line.tier is None:
        return customers
    scope = {"form": context(line.form, form), "severity": severity, "tier": customers, "line": name, "steps": {}}
    try:
        tier = line.tier.evaluate(scope)
    except EvaluationError as error:
        raise _unfit(name, error) from error
    if tier is not None and tier not in book.tiers:
        raise wrong(line.tier, f"names no tier but {tier!r}; tiers are {', '.join(book.tiers)}")
    return tier


def plan_for(book: Playbook, name: str, form: Mapping[str, Any], facts: Facts) -> Plan:
    """All that follows from a checked form. Raises Invalid where the playbook's rules do not work out.

    A request that is answered at the desk goes nowhere: neither route nor costs are asked for.
    """
    line = book.lines[name]
    if not (line.route or line.charges or line.allocations or line.priority or _is_rich(line)):
        return Plan(None, [], [])
    scope = _scope(line, name, form, facts)
    try:
        marks = tuple(rule for rule in line.marks if holds(rule.when, scope))
        answered = _answered(line, scope)
        if answered is not None:
            return Plan(None, [], [], answered=answered, marks=marks)
        _check_decisions(book, name, form, facts)
        return Plan(
            department=None if line.route is None else _routed(book, line.route, scope),
            charges=charges_of(book, line, scope) if line.charges else [],
            allocations=allocations_of(book, line, scope) if line.allocations else [],
            priority=_priority(line, scope),
            documents=_papers(line, scope),
            marks=marks,
        )
    except EvaluationError as error:
        raise _unfit(name, error) from error


def documents_of(line: Line, name: str, form: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """The papers asked for, without asking whether all else of the request still fits the playbook. Rule HA-02."""
    scope = _scope(line, name, form, facts)
    return () if _answered(line, scope) is not None else _papers(line, scope)


def _papers(line: Line, scope: Scope) -> tuple[str, ...]:
    return tuple(key for key, paper in line.documents.items() if holds(paper.when, scope))


def _scope(line: Line, name: str, form: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """What the conditions of a line see before there is an order."""
    known: dict[str, Any] = {"severity": facts.severity, "tier": facts.tier, "line": name, "steps": {}}
    return {"form": context(line.form, form), **known}


def _is_rich(line: Line) -> bool:
    return bool(line.documents or line.decides or line.answered or line.marks)


def _unfit(name: str, error: EvaluationError) -> Invalid:
    return Invalid(f"a rule of line '{name}' does not fit this form: {error}", errors={"form": str(error)})


def _answered(line: Line, scope: Scope) -> str | None:
    """The outcome of the first row that holds. Rule HK-03."""
    for row in line.answered:
        if row.when.truth(scope):
            return f"{row.outcome.zh} / {row.outcome.en}"
    return None


def _check_decisions(book: Playbook, name: str, form: Mapping[str, Any], facts: Facts) -> None:
    """Every table the line asks must be able to decide. Raises Invalid naming the form field that is missing."""
    line = book.lines[name]
    for rule in line.decides:
        table = book.decisions[rule.table]
        scope = decision_scope(
            name,
            line,
            form,
            severity=facts.severity,
            tier=facts.tier,
            happened_at=facts.happened_at,
            recorded_at=facts.recorded_at,
        )
        fee_of(decide(table, read_inputs(table, scope)), scope)


def _priority(line: Line, scope: Scope) -> int:
    if line.priority is None:
        return 0
    found = line.priority.evaluate(scope)
    if found is None:
        return 0
    if isinstance(found, bool) or not isinstance(found, int):
        raise wrong(line.priority, f"gives no whole number but {found!r}")
    return found


def _routed(book: Playbook, route: Route, scope: Scope) -> str:
    found = route_for(route, scope)
    if found.department not in book.departments:
        message = f"names no department but {found.department!r}; departments are {', '.join(book.departments)}"
        path = ".".join(route.to.references[0]) if route.to is not None and route.to.references else "form"
        raise Invalid(f"the rule '{found.rule}' {message}", errors={path: message})
    return str(found.department)


def follow_up_owed(line: Line, name: str, form: Mapping[str, Any], facts: Facts) -> bool:
    """Whether the request stays open for some callback of its line."""
    scope = _scope(line, name, form, facts)
    return any(plan.of == "verified" and plan.keeps_open and holds(plan.when, scope) for plan in line.follow_up)


def facts_of(row: Any) -> Facts:
    """The facts of a request as it is stored."""
    return Facts(row.severity, row.tier, row.happened_at, row.recorded_at)


def owed(line: Line | None, row: Any) -> str | None:
    """What the desk still owes on a request, as a reason not to close it by hand; None when nothing.

    ``row`` has ``state``, ``line``, ``form``, ``awaits_payment`` and the facts.
    """
    if row.state == "settled":
        waits = line is not None and follow_up_owed(line, row.line, row.form, facts_of(row))
        return "its callback is not done; record the callback's result" if waits else None
    if line is not None and line.steps:
        return "its order is not verified; verify the order or cancel the request"
    if row.awaits_payment:
        return "its charges are not paid or its costs not signed for; settle them or cancel the request"
    return None
