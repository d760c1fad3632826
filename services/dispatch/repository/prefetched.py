"""Orders and deadlines that a transaction read ahead for a group of timers.

What is written in the same transaction is forgotten or replaced here at once, so that nobody acts on an older row.
"""

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from chassis.store import Store
from services.dispatch.domain.model import Deadline, Order


@dataclass
class Prefetched:
    """By number, and by the deadline's id."""

    orders: dict[str, Order] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)

    def forget(self, number: str) -> None:
        """Something of the order changed."""
        self.orders.pop(number, None)
        for row_id in [row_id for row_id, row in self.deadlines.items() if row.number == number]:
            del self.deadlines[row_id]


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
