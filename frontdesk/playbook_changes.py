"""What differs between two playbooks, path by path. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Change:
    """``before`` is None for what was added, ``after`` for what was removed."""

    kind: Literal["added", "removed", "changed"]
    path: str
    before: Any
    after: Any


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Of two JSON documents, in the order of the second. Items of a list that have names are matched by name, so that a
    new step does not make changed ones of all that follow."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*after, *(key for key in before if key not in after)]:
            yield from _one(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
        return
    if _are_named(before) and _are_named(after):
        old, new = ({item["name"]: item for item in items} for items in (before, after))
        yield from changes(old, new, path)
        order = [name for name in new if name in old]
        if order != [name for name in old if name in new]:
            yield Change("changed", f"{path} (order)", [name for name in old if name in new], order)
        return
    if before != after:
        yield Change("changed", path, before, after)


def _one(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before == after:
        return
    if before is None:
        yield Change("added", path, None, after)
    elif after is None:
        yield Change("removed", path, before, None)
    else:
        yield from changes(before, after, path)


def _are_named(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, Mapping) and item.get("name") for item in items)
