"""Orders and deadlines that a transaction read ahead for a group of timers.

What is written in the same transaction is forgotten or replaced here at once, so that nobody acts on an older row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from chassis.store import Store
from services.dispatch.domain.model import Deadline, Order


@dataclass
class Prefetched:
    """By number, and by the deadline's id."""

    orders: dict[str, Order] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, orders: Iterable[Order], rows: Iterable[Deadline]) -> None:
        self.orders.update({order.number: order for order in orders})
        for row in rows:
            self.deadlines[row.id] = row
            self.ids.setdefault(row.number, []).append(row.id)

    def forget(self, number: str) -> None:
        """Something of the order changed."""
        self.orders.pop(number, None)
        for row_id in self.ids.pop(number, ()):
            self.deadlines.pop(row_id, None)


_PREFETCHED: WeakKeyDictionary[Store, Prefetched] = WeakKeyDictionary()


def prefetched(store: Store) -> Prefetched:
    """What this transaction read ahead."""
    found = _PREFETCHED.get(store)
    if found is None:
        found = _PREFETCHED[store] = Prefetched()
    return found


def forget(store: Store, number: str) -> None:
    """The order, or what belongs to it, is written."""
    found = _PREFETCHED.get(store)
    if found is not None:
        found.forget(number)
