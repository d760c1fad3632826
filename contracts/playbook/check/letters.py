"""Texts that are sent: what is filled in exists."""

import re
from collections.abc import Iterator

from contracts.playbook.check.names import Finding, unknown
from contracts.playbook.check.scopes import Scope
from contracts.playbook.grammar import Label, Playbook

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NUMBER = "number"


def placeholder_findings(
    text: Label, lines: list[str], book: Playbook, event: Scope | None = None
) -> Iterator[Finding]:
    """``{number}``, ``{form.<field>}`` of all ``lines``, and ``{event.<field>}`` where an event is told of."""
    for language in ("zh", "en"):
        written: str = getattr(text, language)
        for name in dict.fromkeys(PLACEHOLDER.findall(written)):
            for message in _placeholder(name, lines, book, event):
                yield language, message
        if re.sub(PLACEHOLDER, "", written).count("{") or re.sub(PLACEHOLDER, "", written).count("}"):
            yield language, "a brace is never closed or opened; write {number}, {form.<field>}"


def _placeholder(name: str, lines: list[str], book: Playbook, event: Scope | None) -> Iterator[str]:
    root, _, field = name.partition(".")
    if root == "form" and field:
        for line in lines:
            if field not in book.lines[line].form:
                known = book.lines[line].form
                yield f"'{{{name}}}' cannot be filled in: {unknown(f'form field of {line}', field, known)}"
                return
    elif root == "event" and field and event is not None:
        if message := _unknown_part(field, lines, book, event):
            yield f"'{{{name}}}' cannot be filled in: {message}"
    elif name != NUMBER:
        allowed = "{number}, {form.<field>}" + (" or {event.<field>}" if event is not None else "")
        yield f"'{{{name}}}' is nothing that can be filled in; write {allowed}"


def _unknown_part(field: str, lines: list[str], book: Playbook, event: Scope) -> str:
    """``records.<record>`` is what some step of the lines records; of other fields only the first name counts."""
    name, _, part = field.partition(".")
    if name not in event:
        return unknown("field of the event", name, event)
    steps = [step for line in lines for step in book.lines[line].steps]
    if name == "records" and part and not any(part in step.records for step in steps):
        return unknown("record", part, dict.fromkeys(record for step in steps for record in step.records))
    return ""
