"""Bodies of commands and queries from ``key=value`` words.

``form.place=3-502`` fills a nested field. A value is taken as JSON where it is JSON, ``12.50 CNY`` as money, else as
text; where the message or the site's playbook says that a field is text, it stays text (a phone number, room 502).
"""

import json
import re
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from contracts.money import Money
from contracts.playbook import Playbook
from frontdesk.known_playbook import form_types, record_types

MONEY = re.compile(r"^-?\d+(\.\d+)? [A-Z]{3}$")
NOT_TEXT = {"money", "integer", "number", "boolean"}


class BadBody(ValueError):
    """Words or JSON that make no body; the text says which and how to write it."""


def body_of(model: type[BaseModel], words: Sequence[str], given: str | None, book: Playbook | None) -> dict[str, Any]:
    """The body from ``--json-body`` and the words, which come on top. Raises BadBody saying which word is wrong."""
    body = _object(given) if given is not None else {}
    raw = [_split(word) for word in words]
    flat = {".".join(path): text for path, text in raw}
    textual = _textual(model) | _textual_of_playbook(book, body | flat)
    for path, text in raw:
        value = text if ".".join(path) in textual else value_of(text)
        _put(body, path, value)
    return body


def value_of(text: str) -> Any:
    """``3`` is a number, ``true`` a truth value, ``[...]`` a list, ``12.50 CNY`` money, anything else text."""
    if MONEY.match(text):
        return Money.parse(text).model_dump(mode="json")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadBody(f"--json-body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadBody('--json-body must be one JSON object, for example \'{"line": "repair"}\'')
    return value


def _split(word: str) -> tuple[list[str], str]:
    key, found, text = word.partition("=")
    if not found or not key or "" in key.split("."):
        raise BadBody(f"'{word}' is not key=value; write for example line=repair or form.place=3-502")
    return key.split("."), text


def _put(body: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        inner = body.setdefault(name, {})
        if not isinstance(inner, dict):
            raise BadBody(f"'{name}' was given a value and fields of its own; give it one of the two")
        body = inner
    body[path[-1]] = value


def _textual(model: type[BaseModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if _is_text(field.annotation)}


def _is_text(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_text(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return all(each is NoneType or _is_text(each) for each in get_args(annotation))
    return annotation is str


def _textual_of_playbook(book: Playbook | None, flat: Mapping[str, Any]) -> set[str]:
    forms, records = form_types(book, flat.get("line")), record_types(book, flat.get("step"))
    texts = {f"form.{name}" for name, spec in forms.items() if spec.type not in NOT_TEXT}
    return texts | {f"records.{name}" for name, spec in records.items() if spec.type not in NOT_TEXT}
