"""Rows that a transaction has read ahead for a group of messages, locked, by what they are.

Whatever is written is forgotten here at once: nobody acts on a row older than the transaction's own.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from chassis.store import Store

Key = tuple[str | int, ...]
"""What it is (``charge``, ``unit``...), the site, and what it goes by."""

_KEPT: WeakKeyDictionary[Store, dict[Key, Any]] = WeakKeyDictionary()


def kept(store: Store) -> Mapping[Key, Any]:
    """What was read ahead and not written since. None stands for a row that is not there."""
    return _KEPT.get(store, {})


def keep(store: Store, found: Mapping[Key, Any], asked: Iterable[Key] = ()) -> None:
    """What was ``asked`` for and is not ``found`` is not there."""
    _KEPT.setdefault(store, {}).update(dict.fromkeys(asked) | dict(found))


def forget(store: Store, *keys: Key) -> None:
    """They are written."""
    rows = _KEPT.get(store)
    if rows:
        for key in keys:
            rows.pop(key, None)


def all_kept(store: Store, keys: Collection[Key]) -> list[Any] | None:
    """The rows of all the keys, those left out that are not there; None unless every one was read ahead."""
    rows = kept(store)
    if not rows or not all(key in rows for key in keys):
        return None
    return [row for row in map(rows.__getitem__, keys) if row is not None]
