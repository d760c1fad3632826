"""Orders collected and sent together, in messages of a bounded size. Rule PC-04. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.cel import Expression
from contracts.dispatch import DigestItem
from contracts.playbook.grammar import Digest
from services.dispatch.domain.model import Order

MOST_ITEMS = 500
MOST_BYTES = 200_000
KNOWN_AT_ONCE = frozenset({"form", "severity", "tier", "line"})
"""What an order's own row tells; anything else needs what happened to it."""


@dataclass(frozen=True)
class Collected:
    """One order of a digest. ``size``: of its item on the wire, in bytes."""

    key: str
    department: str
    item: DigestItem
    size: int


def needs_history(digest: Digest) -> bool:
    """Whether its conditions read more than the form."""
    read: set[str] = set()
    for condition in (digest.when, digest.group_by):
        read |= condition.variables if condition is not None else set()
    return not read <= KNOWN_AT_ONCE


def collect(digest: Digest, order: Order, facts: Mapping[str, Any]) -> Collected | None:
    """The order as the digest shows it; None when it does not fit."""
    if digest.when is not None and not digest.when.truth(facts):
        return None
    item = DigestItem(number=order.number, line=order.line, form=dict(order.form), recorded_at=order.recorded_at)
    return Collected(_key(digest.group_by, facts), order.department, item, len(item.model_dump_json().encode()))


def messages(collected: Iterable[Collected]) -> list[list[Collected]]:
    """By group and then by age, at most so many orders and bytes a message; one empty message when there is none."""
    return list(_cut(sorted(collected, key=lambda one: one.key))) or [[]]


def by_group(message: Iterable[Collected]) -> dict[str, list[Collected]]:
    groups: dict[str, list[Collected]] = {}
    for one in message:
        groups.setdefault(one.key, []).append(one)
    return groups


def _cut(ordered: Iterable[Collected]) -> Iterator[list[Collected]]:
    message: list[Collected] = []
    size = 0
    for one in ordered:
        if message and (len(message) == MOST_ITEMS or size + one.size > MOST_BYTES):
            yield message
            message, size = [], 0
        message.append(one)
        size += one.size
    if message:
        yield message


def _key(group_by: Expression | None, facts: Mapping[str, Any]) -> str:
    value = group_by.evaluate(facts) if group_by is not None else None
    return "" if value is None else str(value)
