"""Turning an event into one readable line of the follow-up record. Rule PD-02."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from contracts.playbook import Playbook
from services.intake.domain.summary_texts import TEXTS

TYPE = re.compile(r"^frontdesk\.(?P<key>.+)\.v\d+$")
OPTIONAL = re.compile(r"\[([^\]]*)\]")
PLACE = re.compile(r"\{([a-z_.]+)\}")
MOMENT = re.compile(r"(_at|expected_end|until)$")


def summary(event_type: str, actor: str, data: Mapping[str, Any], book: Playbook) -> str:
    """``Picked up by wang (wang 取单)``; for a kind of event that has no text, its name."""
    found = TYPE.match(event_type)
    key = found["key"] if found else event_type
    texts = TEXTS.get(key)
    if texts is None:
        return f"{key.split('.', 1)[-1]} ({actor})" if actor else key
    facts = {**data, "actor": actor}
    if isinstance(data.get("step"), str):
        facts["step"] = step_title(book, data)
    english = fill(texts[0], facts | {"language": "en"}, book)
    chinese = fill(texts[1], facts | {"language": "zh"}, book)
    return f"{english} ({chinese})"


def step_title(book: Playbook, data: Mapping[str, Any]) -> dict[str, str]:
    """The step's title in both languages; its name where the playbook no longer has it."""
    line = book.lines.get(str(data.get("line")))
    for step in line.steps if line else []:
        if step.name == data["step"]:
            return {"zh": step.title.zh, "en": step.title.en}
    return {"zh": str(data["step"]), "en": str(data["step"])}


def fill(text: str, facts: Mapping[str, Any], book: Playbook) -> str:
    """The text with its places filled; bracketed parts with an empty place are dropped."""

    def part(match: re.Match[str]) -> str:
        places = PLACE.findall(match[1])
        return match[1] if all(_said(place, facts, book) for place in places) else ""

    return PLACE.sub(lambda place: _said(place[1], facts, book), OPTIONAL.sub(part, text))


def _said(place: str, facts: Mapping[str, Any], book: Playbook) -> str:
    value: Any = facts
    for name in place.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if MOMENT.search(place) and isinstance(value, str):
        return _local(value, book)
    if place == "missing" and isinstance(value, list):
        return ", ".join(_titled(item, str(facts.get("language"))) for item in value)
    if place == "department" and value in book.departments:
        title = book.departments[value].title
        return title.zh if facts.get("language") == "zh" else title.en
    return _text(value)


def _titled(item: Any, language: str) -> str:
    return str(item["title"][language]) if isinstance(item, Mapping) else str(item)


def _local(value: str, book: Playbook) -> str:
    try:
        return datetime.fromisoformat(value).astimezone(ZoneInfo(book.calendar.timezone)).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return value


def _text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_text(item) for item in value)
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case {"actor": actor}:
            return str(actor)
        case Mapping():
            return ", ".join(f"{name} {_text(item)}" for name, item in value.items())
    return "" if value is None else str(value)
