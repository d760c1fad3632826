"""The grammar in readers' words: what a key takes, its default, what it means."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from contracts.cel import Expression
from contracts.cron import Cron
from contracts.durations import Duration, format_duration
from contracts.money import Money
from contracts.playbook.basics import ClockTime, FieldType, FormField, Ident, Label, Share, Weekday
from contracts.playbook.contact import PlanBy, PlanMoment
from contracts.playbook.decisions import Cell, DecideRule
from contracts.playbook.promises import By, Clock, Moment
from contracts.playbook.steps import Announcement, HoldCause, Signer

ALIASES: list[tuple[Any, str]] = [
    (FormField, "[field](#field), or its type alone: `text`, `person!`"),
    (By, "[target](#target), `today` or `working_day`"),
    (DecideRule, "[decision](#decide), or the table's name"),
    (HoldCause, "[cause](#hold-cause), or its title"),
    (Cell, "[cell](#cells)"),
    (Moment, "[moment](#moments)"),
    (Clock, "[clock](#clocks)"),
    (Announcement, "[announcement](#announcements)"),
    (FieldType, "[field type](#field-types)"),
    (Signer, "[signer](#signers)"),
    (PlanBy, "`receiver`, `owner`, `assignee` or `form.<field>`"),
    (PlanMoment, "`verified`, `confirmed`, `steps.<step>` or `plans.<plan>`"),
    (Cron, "[cron](#words-used-everywhere)"),
    (Duration, "[duration](#words-used-everywhere)"),
    (Share, "[percentage](#words-used-everywhere)"),
    (Money, "[amount](#words-used-everywhere)"),
    (Expression, "[CEL](#expressions)"),
    (Label, "[title](#words-used-everywhere)"),
    (ClockTime, "[time of day](#words-used-everywhere)"),
    (Weekday, "`mon` to `sun`"),
    (Ident, "name"),
]
PLAIN = {
    str: "text",
    int: "whole number",
    bool: "`true` or `false`",
    date: "date",
    Any: "any value",
    NoneType: "nothing",
}
MANY = {"name": "names", "text": "texts", "date": "dates", "whole number": "whole numbers"}
COMMON = {
    "name": "By which the rest of the playbook refers to it.",
    "title": "In Chinese and English.",
    "when": "Only while this holds; always when left out.",
}
"""Keys that mean the same everywhere, where the model says nothing of its own."""


def takes(hint: Any) -> str:
    """``list of [step](#step)`` for a type as the grammar's modules write it."""
    for alias, words in ALIASES:
        if hint == alias:
            return words
    inside = get_args(hint)
    match get_origin(hint):
        case None:
            model = isinstance(hint, type) and issubclass(hint, BaseModel)
            said = _link(hint) if model else PLAIN[hint]
        case origin if origin is Annotated:
            said = takes(inside[0])
        case origin if origin is Literal:
            said = ", ".join(f"`{each}`" for each in inside)
        case origin if origin is list:
            said = f"list of {MANY.get(takes(inside[0]), takes(inside[0]))}"
        case origin if origin is dict:
            said = f"{takes(inside[1])} by {takes(inside[0])}"
        case origin if origin is tuple:
            said = " and ".join(map(takes, inside))
        case _:
            said = " or ".join(dict.fromkeys(takes(each) for each in inside if each is not NoneType))
    return said


def heading(model: type[BaseModel]) -> str:
    """``Decision input`` for ``DecisionInput``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__.removesuffix("Spec")).capitalize()


def _link(model: type[BaseModel]) -> str:
    said = heading(model)
    return f"[{said.lower()}](#{said.lower().replace(' ', '-')})"


def default_of(field: FieldInfo) -> str:
    """``required``, the value as a playbook writes it, or nothing when the key may be missing altogether."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined or value in ([], {}) or isinstance(value, BaseModel):
        return ""
    return f"`{_written(value)}`"


def _written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case timedelta():
            return format_duration(value)
        case Fraction():
            return f"{float(value):%}"
        case list() | tuple():
            return f"[{', '.join(map(str, value))}]"
    return str(value)


def intro_and_keys(model: type[BaseModel]) -> tuple[str, dict[str, str]]:
    """The docstring's general part, and what it says of keys (``key``: ...) that have no description of their own."""
    names = {field.alias or name for name, field in model.model_fields.items() if not field.description}
    intro: list[str] = []
    keys: dict[str, str] = {}
    for paragraph in re.split(r"\n\s*\n", model.__doc__ or ""):
        here = ""
        for sentence in re.split(r"(?<=[.;)]) (?=``)", " ".join(paragraph.split())):
            begins = re.match(r"``([a-z_]+)``(?:: )?", sentence)
            here = begins[1] if begins and begins[1] in names else ("" if begins else here)
            said = sentence.removeprefix(f"``{here}``: ") if here else sentence
            if here and here not in keys:
                keys[here] = said
            else:
                intro.append(sentence)
    return "\n\n".join(intro) if intro else "", {key: _tidy(said) for key, said in keys.items()}


def rows(model: type[BaseModel], texts: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """Of each key: its name, what it takes, default, meaning; ``texts`` has meanings that the model does not say."""
    hints: Mapping[str, Any] = get_type_hints(model, include_extras=True)
    _, said = intro_and_keys(model)
    out = []
    for name, field in model.model_fields.items():
        key = field.alias or name
        meaning = texts.get(key) or said.get(key) or field.description or COMMON.get(key, "")
        out.append((f"`{key}`", takes(hints[name]), default_of(field), markdown(meaning)))
    return out


def markdown(text: str) -> str:
    """As Markdown: what stands between angle brackets outside of code is no tag."""
    parts = text.replace("``", "`").split("`")
    return "`".join(part if index % 2 else part.replace("<", "\\<") for index, part in enumerate(parts))


def _tidy(said: str) -> str:
    """A sentence of its own: begun with a capital letter, ended with a full stop."""
    text = said.strip().rstrip(";.")
    return (text if text.startswith("`") else text[:1].upper() + text[1:]) + "." if text else ""
