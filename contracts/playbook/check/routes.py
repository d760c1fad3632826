"""Where requests go: one way to say it, no hole, no row that is never reached."""

from collections.abc import Iterator
from itertools import product
from math import prod

from contracts.cel import EvaluationError
from contracts.cel_paths import Path
from contracts.playbook.check.names import Finding, below, known, unknown
from contracts.playbook.check.places import place_of
from contracts.playbook.check.possible import OneLine
from contracts.playbook.check.scopes import Scope, scopes
from contracts.playbook.check.steps import notify_findings
from contracts.playbook.check.trial import MOST, can_hold, context_of, kinds
from contracts.playbook.check.values import Kind
from contracts.playbook.grammar import Route, RouteRow


def route_findings(one: OneLine) -> Iterator[Finding]:
    route = one.line.route
    if route is None:
        if one.line.steps and not one.line.internal:
            yield "route", "is missing; a line with steps is routed to a department"
        return
    yield from below("route", _route(route, one))


def _route(route: Route, one: OneLine) -> Iterator[Finding]:
    departments = one.book.departments
    if (route.to is None) == (not route.table):
        yield "", "name exactly one of to (a department, in quotes within quotes, or CEL) or table"
    for index, notify in enumerate(route.notify):
        yield from below(f"notify.{index}", notify_findings(notify, one))
    yield from known("copies", "department", route.copies, departments)
    for index, row in enumerate(route.table):
        if row.to not in departments:
            yield f"table.{index}.to", unknown("department", row.to, departments)
        yield from known(f"table.{index}.copies", "department", row.copies, departments)
        for place, notify in enumerate(row.notify):
            yield from below(f"table.{index}.notify.{place}", notify_findings(notify, one))
    if route.table:
        yield from _rows(route.table, one)


def _rows(table: list[RouteRow], one: OneLine) -> Iterator[Finding]:
    if table[-1].when is not None:
        yield f"table.{len(table) - 1}.when", "the last row has no 'when', so that every request goes somewhere"
    catch_all = next((index for index, row in enumerate(table) if row.when is None), len(table))
    for index in range(catch_all + 1, len(table)):
        yield f"table.{index}", f"is never reached: row {catch_all + 1} has no 'when' and takes everything"
    for index in _never_first(table[: catch_all + 1], one):
        yield f"table.{index}", "is never reached: the rows above take everything it would"


def _never_first(table: list[RouteRow], one: OneLine) -> list[int]:
    """Rows that no combination of choices reaches; none where something is read that has more than a few values."""
    whens = [row.when for row in table if row.when is not None]
    path = ("lines", one.name, "route", "table", "0", "when")
    _, scope = next(scopes(place_of(path), path, one.book))
    try:
        read: dict[Path, Kind] = {}
        for when in whens:
            read |= kinds(when, scope)
    except KeyError:
        return []
    values = [(*kind.samples, None) for kind in read.values()]
    if not whens or not all(kind.closed for kind in read.values()) or prod(map(len, values)) > MOST:
        return []
    left = set(range(len(table))) - _impossible(table, scope)
    for given in product(*values):
        left.discard(_first(table, context_of(dict(zip(read, given, strict=True)))))
    return sorted(left)


def _impossible(table: list[RouteRow], scope: Scope) -> set[int]:
    """Rows whose condition never holds by itself: that is said of the condition."""
    return {index for index, row in enumerate(table) if row.when is not None and not can_hold(row.when, scope)}


def _first(table: list[RouteRow], context: dict[str, object]) -> int:
    for index, row in enumerate(table):
        try:
            if row.when is None or row.when.truth(context):
                return index
        except EvaluationError:
            return -1
    return -1
