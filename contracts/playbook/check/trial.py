"""Working an expression out on samples, so that what cannot work is found before anybody fills in a form."""

from collections.abc import Iterator, Mapping
from itertools import islice, product
from math import prod
from typing import Any

from contracts.cel import EvaluationError, Expression
from contracts.cel_paths import Path
from contracts.playbook.check.scopes import Scope
from contracts.playbook.check.values import Kind

MOST = 512
"""Combinations of samples that are tried of one expression."""
OF_TYPES = ("No such overload", "Unsupported operation", "Undefined variable or function")
"""How the library begins when types do not go together, whatever the values are."""


def kind_of(path: Path, scope: Scope) -> Kind:
    """Raises KeyError for a name that the scope does not have."""
    kind = scope[path[0]]
    for name in path[1:]:
        if kind.parts is None:
            return Kind("anything")
        kind = kind.parts[name]
    return kind


def kinds(expression: Expression, scope: Scope) -> dict[Path, Kind]:
    return {path: kind_of(path, scope) for path in expression.references}


def samples(expression: Expression, scope: Scope) -> Iterator[dict[str, Any]]:
    """Contexts in which everything that is read is given: all combinations, or so many that each sample occurs.

    None where nothing is known of something that is read.
    """
    read = kinds(expression, scope)
    if not all(kind.samples for kind in read.values()):
        return
    values = [kind.samples for kind in read.values()]
    if prod(map(len, values)) <= MOST:
        chosen: Iterator[tuple[Any, ...]] = product(*values)
    else:
        longest = max(map(len, values))
        chosen = (tuple(each[turn % len(each)] for each in values) for turn in range(longest))
    for given in chosen:
        yield context_of(dict(zip(read, given, strict=True)))


def type_errors(expression: Expression, scope: Scope) -> Iterator[str]:
    """A message when some samples show that types do not go together, such as a text compared with a number."""
    for context in samples(expression, scope):
        try:
            expression.evaluate(context)
        except EvaluationError as error:
            reason = str(error).removeprefix(f"{expression.source!r} does not work out: ")
            if reason.startswith(OF_TYPES):
                read = ", ".join(
                    f"'{'.'.join(path)}' is {kind.words}" for path, kind in kinds(expression, scope).items()
                )
                yield f"does not work out: {reason.split('. ')[0].rstrip('.')}; {read or 'see the CEL specification'}"
                return


def can_hold(expression: Expression, scope: Scope) -> bool:
    """False only when every value that is read is one of a few, and no combination makes the condition hold."""
    read = kinds(expression, scope)
    values = [(*kind.samples, None) for kind in read.values()]
    if not all(kind.closed for kind in read.values()) or prod(map(len, values)) > MOST:
        return True
    return any(_holds(expression, context_of(dict(zip(read, given, strict=True)))) for given in product(*values))


def results(expression: Expression, scope: Scope) -> list[Any]:
    """What it yields for samples, without those that do not work out."""
    found = []
    for context in islice(samples(expression, scope), MOST):
        try:
            found.append(expression.evaluate(context))
        except EvaluationError:
            continue
    return found


def _holds(expression: Expression, context: Mapping[str, Any]) -> bool:
    try:
        return expression.truth(context)
    except EvaluationError:
        return False


def context_of(given: Mapping[Path, Any]) -> dict[str, Any]:
    """Nested as expressions read it; what is read as a whole comes before its parts."""
    out: dict[str, Any] = {}
    for path in sorted(given, key=len):
        here = out
        for name in path[:-1]:
            inner = here.get(name)
            here[name] = dict(inner) if isinstance(inner, dict) else {}
            here = here[name]
        here[path[-1]] = given[path]
    return out
