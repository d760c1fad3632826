"""Conditions and formulas: the names they read exist, the values they compare can be there, what they yield fits."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from contracts.cel import Expression
from contracts.playbook.check.names import Finding
from contracts.playbook.check.places import ROOTS, Place, Yields, expressions, place_of
from contracts.playbook.check.results import result_findings
from contracts.playbook.check.scopes import Scope, scopes
from contracts.playbook.check.trial import can_hold, type_errors
from contracts.playbook.check.values import Kind
from contracts.playbook.grammar import Playbook

PATH = r"(?P<path>[a-z]\w*(?:\.[a-z]\w*)*)"
TEXT = r"""(?P<quote>["'])(?P<text>[^"'\\]*)(?P=quote)"""
COMPARED = (
    re.compile(rf"(?<![\w.)\]]){PATH}\s*[!=]=\s*{TEXT}(?!\s*[+.])"),
    re.compile(rf"(?<![+]){TEXT}\s*[!=]=\s*{PATH}(?![\w.(\[])"),
)
LISTED = re.compile(rf"(?<![\w.)\]]){PATH}\s+in\s+\[(?P<texts>[^\[\]]*)\]")
MEMBER = re.compile(rf"{TEXT}\s+in\s+{PATH}(?![\w.(\[])")
TEXTS = re.compile(TEXT)
CONDITIONS = {"condition", "condition or true"}
ANY_LINE = {"care", "digests", "notifications"}
"""Sections whose expressions are worked out on several lines, of which one is enough."""


def expression_findings(book: Playbook) -> Iterator[Finding]:
    """Of every expression of the playbook, each once."""
    for path, expression in expressions(book):
        place = place_of(path)
        said = [list(_findings(expression, place, *each, book)) for each in scopes(place, path, book)]
        if path[0] in ANY_LINE:
            # What only some of the lines lack reads as null there.
            said = said[:1] if all(said) else []
        for message in dict.fromkeys(chain.from_iterable(said)):
            yield ".".join(path), message


def _findings(expression: Expression, place: Place, line: str, scope: Scope, book: Playbook) -> Iterator[str]:
    unread = list(_unknown_names(expression, scope, line))
    yield from unread
    if unread:
        return
    wrong = [*_other_values(expression, scope), *type_errors(expression, scope)]
    yield from wrong
    if wrong:
        return
    if place.yields in CONDITIONS:
        yield from _condition(expression, scope, place.yields)
    else:
        yield from result_findings(expression, place.yields, scope, book)


def _unknown_names(expression: Expression, scope: Scope, line: str) -> Iterator[str]:
    for path in expression.references:
        if path[0] not in scope:
            yield _no_root(path, scope)
            continue
        kind = scope[path[0]]
        for depth, name in enumerate(path[1:], 1):
            if kind.parts is None:
                break
            if name not in kind.parts:
                yield _no_part(path[:depth], name, kind, line)
                break
            kind = kind.parts[name]


def _no_root(path: tuple[str, ...], scope: Scope) -> str:
    known = ", ".join(scope)
    if path[0] in ROOTS:
        return f"'{path[0]}' is not known here; known are {known}"
    quoted = "" if len(path) > 1 else f"; a text stands in quotes: '{path[0]}'"
    return f"nothing is called '{'.'.join(path)}'; known are {known}{quoted}"


def _no_part(before: tuple[str, ...], name: str, kind: Kind, line: str) -> str:
    whose = f" on the line '{line}'" if line else ""
    if not kind.parts:
        has = f"'{'.'.join(before)}' has no parts" if kind.samples and kind.samples != ({},) else "there are none"
    else:
        has = f"known are {', '.join(kind.parts)}"
    return f"unknown '{'.'.join((*before, name))}'{whose}; {has}"


def _other_values(expression: Expression, scope: Scope) -> Iterator[str]:
    """Comparisons with what the value never is: a misspelt severity, a choice that the field does not offer."""
    read = {".".join(path) for path in expression.references}
    for path, text in _compared(expression.source):
        kind = _kind(path, scope) if path in read else None
        allowed: Iterable[object] | None = None
        if kind is not None:
            allowed = kind.samples if kind.closed else kind.members
        if allowed is not None and text not in allowed:
            can = ", ".join(str(each) for each in allowed)
            yield f"'{path}' is never '{text}'; " + (f"it can be {can}" if can else "there is none to choose from")


def _compared(source: str) -> Iterator[tuple[str, str]]:
    for pattern in (*COMPARED, MEMBER):
        for found in pattern.finditer(source):
            yield found["path"], found["text"]
    for found in LISTED.finditer(source):
        for text in TEXTS.finditer(found["texts"]):
            yield found["path"], text["text"]


def _kind(path: str, scope: Scope) -> Kind | None:
    root, *rest = path.split(".")
    kind = scope.get(root)
    for name in rest:
        kind = kind.parts.get(name) if kind is not None and kind.parts is not None else None
    return kind


def _condition(expression: Expression, scope: Scope, yields: Yields) -> Iterator[str]:
    if not expression.references and expression.truth({}):
        if yields == "condition":
            yield "always holds: it reads nothing; leave it out"
    elif not can_hold(expression, scope):
        yield "can never hold, whatever is filled in; mend it, or take out what it stands for"
