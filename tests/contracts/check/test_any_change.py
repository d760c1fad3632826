"""Whatever is changed in a playbook, loading it names what is wrong and never fails itself."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.playbook import PlaybookError, shipped
from contracts.playbook.load import validate
from contracts.playbook.reference import WORKED

ROOT = Path(__file__).parents[3]
ODD: list[Any] = [[], {}, "", None, 0, True, "form.x", "steps.a.b"]


@cache
def playbooks() -> list[Any]:
    files = [*shipped().values(), ROOT / WORKED]
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every key and item, as what holds it and where."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in [(value, key), *places(value[key])]]


def change(book: Any, random: Random) -> None:
    """Take something out, put something else there that stands elsewhere, write it twice, or write nonsense."""
    there = places(book)
    holder, key = random.choice(there)
    elsewhere = [other[at] for other, at in there if type(other[at]) is type(holder[key])]
    match random.randrange(5):
        case 0:
            del holder[key]
        case 1:
            holder[key] = deepcopy(random.choice(elsewhere))
        case 2 if isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        case 3 if isinstance(holder, dict):
            holder[random.choice([at for _, at in there if isinstance(at, str)])] = holder.pop(key)
        case _:
            holder[key] = deepcopy(random.choice(ODD))


def said_of(book: Any) -> list[str]:
    try:
        validate("desk.yaml", book)
    except PlaybookError as error:
        return [message for _, message in error.problems] or [""]
    return []


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_a_changed_playbook_is_sound_or_each_finding_says_something(random: Random, changes: int) -> None:
    book = deepcopy(random.choice(playbooks()))
    for _ in range(changes):
        change(book, random)
    assert all(message.strip() for message in said_of(book))
