"""A sound playbook with something changed, and what the check must say of it."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import yaml

from contracts.playbook import PlaybookError, find
from contracts.playbook.load import validate

TITLE = {"zh": "某", "en": "Something"}
DROP = object()
"""As a value: the key is taken out."""


def label(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


@dataclass(frozen=True)
class Case:
    """``changes``: paths and what to write there; a number after the last item of a list appends."""

    what: str
    changes: Mapping[str, Any]
    path: str
    says: str
    more: list[str] = field(default_factory=list)
    """Paths of further findings that follow from the same mistake."""


@cache
def _property_desk() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    return loaded


def change(book: Any, path: str, value: Any) -> None:
    """Set ``value`` deep inside; what is missing on the way is added."""
    *way, last = path.split("/")
    here = book
    for part in way:
        here = here[int(part)] if isinstance(here, list) else here.setdefault(part, {})
    if isinstance(here, list):
        here[int(last) : int(last) + 1] = [] if value is DROP else [value]
    elif value is DROP:
        del here[last]
    else:
        here[last] = value


def changed(changes: Mapping[str, Any]) -> dict[str, Any]:
    book = deepcopy(_property_desk())
    for path, value in changes.items():
        change(book, path, value if value is DROP else deepcopy(value))
    return book


def complaints(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What loading says of the changed playbook; nothing when it is sound."""
    try:
        validate("desk.yaml", changed(changes))
    except PlaybookError as error:
        return error.problems
    return []


def assert_found(case: Case) -> None:
    """The mistake is named at its place, and nothing else is."""
    found = complaints(case.changes)
    assert sorted(path for path, _ in found) == sorted([case.path, *case.more]), found
    assert any(path == case.path and case.says in message for path, message in found), found


def cases(*all_of_them: Case) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", all_of_them, ids=[case.what for case in all_of_them])
