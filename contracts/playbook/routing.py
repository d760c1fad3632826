"""Where a request goes: by an expression or by a routing table, first match. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.playbook.grammar import Notify, Route


@dataclass(frozen=True)
class Routed:
    """``department`` is what the route yields (unchecked), ``notify`` who is told, ``rule`` what decided."""

    department: Any
    notify: tuple[Notify, ...]
    rule: str


def route_for(route: Route, scope: Mapping[str, Any]) -> Routed:
    """The first row of the table that holds, else ``to``; copies are told as heads of their departments.

    Raises EvaluationError where a condition does not work out.
    """
    for index, row in enumerate(route.table):
        if row.when is None or row.when.truth(scope):
            told = (*route.notify, *row.notify, *_heads(route.copies), *_heads(row.copies))
            rule = f"row {index + 1}: {row.when}" if row.when is not None else f"row {index + 1}"
            return Routed(row.to, told, rule)
    department = route.to.evaluate(scope) if route.to is not None else None
    return Routed(department, (*route.notify, *_heads(route.copies)), str(route.to))


def _heads(departments: list[str]) -> tuple[Notify, ...]:
    return tuple(Notify(role="head", of=name) for name in departments)
