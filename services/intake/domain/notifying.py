"""Which notifications an event causes, and the texts they send. Rule IR-08."""

import re
import weakref
from collections.abc import Mapping
from typing import Any

from contracts.base import EVENTS
from contracts.playbook import Playbook
from contracts.playbook.basics import Label
from contracts.playbook.grammar import Notification

PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,3})\}")
LONGEST = 4000
ACTORS = ("recipients", "notified", "ask")
"""Fields in which events name the people they are for."""
Rules = Mapping[str, tuple[Notification, ...]]
_RULES: dict[int, Rules] = {}


def rules_of(book: Playbook) -> Rules:
    """The playbook's notifications by CloudEvents type, read once as long as it lives."""
    found = _RULES.get(id(book))
    if found is None:
        by_type: dict[str, tuple[Notification, ...]] = {}
        for rule in book.notifications:
            event = EVENTS.get(rule.event)
            name = event.type_name() if event is not None else f"frontdesk.{rule.event}.v1"
            by_type[name] = (*by_type.get(name, ()), rule)
        found = _RULES[id(book)] = by_type
        weakref.finalize(book, _RULES.pop, id(book), None).atexit = False
    return found


def concerns(rule: Notification, line: str | None) -> bool:
    """Whether the rule is for requests of this line; None when it is not known."""
    return not rule.lines or line is None or line in rule.lines


def filled(text: Label, facts: Mapping[str, Any]) -> str:
    """Both languages, a line each, with ``{event.field}``, ``{form.field}``, ``{number}`` and ``{title}`` filled in.
    What is absent stays empty; what was filled in is not read again."""
    return "\n".join(_fill(each, {**facts, "language": name}) for name, each in (("zh", text.zh), ("en", text.en)))


def _fill(text: str, facts: Mapping[str, Any]) -> str:
    return PLACE.sub(lambda place: _said(place[1], facts), text)[:LONGEST]


def _said(place: str, facts: Mapping[str, Any]) -> str:
    value: Any = facts
    for name in place.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return _text(value, str(facts["language"]))


def _text(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return _part(value, language)
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    if isinstance(value, list):
        return ", ".join(_text(item, language) for item in value)
    return "" if value is None else str(value)


def _part(value: Mapping[str, Any], language: str) -> str:
    """A title in the language, an amount with its currency, a person's login, else every field with its name."""
    match value:
        case {"zh": str(), "en": str()}:
            return str(value[language])
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case {"title": {"zh": str(), "en": str()} as title}:
            return str(title[language])
        case {"actor": actor}:
            return str(actor)
    return ", ".join(f"{name} {_text(item, language)}" for name, item in value.items())


def actors_named(event: Mapping[str, Any]) -> list[str]:
    """The logins an event is for, each once."""
    found: dict[str, None] = {}
    for field in ACTORS:
        people = event.get(field)
        for person in people if isinstance(people, list) else []:
            actor = person.get("actor") if isinstance(person, Mapping) else person
            if isinstance(actor, str) and actor:
                found[actor] = None
    return list(found)
