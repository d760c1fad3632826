"""What a line promises, read once: its deadlines by name, what each of its conditions reads, which moments it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from contracts.cel import Expression
from contracts.playbook.grammar import Check, Line, Playbook
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch.domain.model import Case, Order

EVENTS, MISSES = "events.", "deadlines."
AGAIN = ("held", "reopened", "transferred")
"""Moments that may come several times: each time the promise begins anew."""


@dataclass(frozen=True)
class Named:
    """A promise by its name. ``step``: it is kept by taking this step."""

    name: str
    promise: Promise
    step: str | None

    @property
    def title(self) -> str:
        return self.promise.name or self.name


@dataclass(frozen=True)
class Plan:
    """``reads``: first names of all paths that conditions of the line read. ``hears``: event keys that are moments."""

    promises: dict[str, Named]
    checks: dict[str, Check]
    reads: frozenset[str]
    hears: frozenset[str]
    follows_misses: bool = False
    conditional: bool = False
    of_shift: bool = False
    check_reads: frozenset[str] = frozenset()
    check_moments: frozenset[str] = field(default_factory=frozenset)

    @property
    def idle(self) -> bool:
        """Nothing of the line runs by a clock."""
        return not self.promises and not self.checks


_PLANS: dict[int, tuple[Line, Plan]] = {}


def plan_of(line: Line) -> Plan:
    """Worked out once for each line that is loaded."""
    kept = _PLANS.get(id(line))
    if kept is None or kept[0] is not line:
        if len(_PLANS) > 1024:
            _PLANS.clear()
        kept = _PLANS[id(line)] = line, _plan(line)
    return kept[1]


def heard_by(book: Playbook) -> set[str]:
    """Keys of the events that are moments of some line."""
    return {key for line in book.lines.values() for key in plan_of(line).hears}


def _plan(line: Line) -> Plan:
    found = [Named(step.name, step.deadline, step.name) for step in line.steps if step.deadline is not None]
    found += [Named(promise.name, promise, None) for promise in line.deadlines if promise.name]
    promises = {named.name: named for named in found}
    moments = {named.promise.of for named in found} | {check.of for check in line.checks}
    own = frozenset(root for named in found for root in _roots(named.promise))
    steps = frozenset(root for step in line.steps if step.deadline and step.when for root in step.when.variables)
    return Plan(
        promises=promises,
        checks={check.name: check for check in line.checks},
        reads=frozenset(_roots(line)),
        hears=frozenset(moment.removeprefix(EVENTS) for moment in moments if moment.startswith(EVENTS)),
        follows_misses="deadlines" in own or any(moment.startswith(MISSES) for moment in moments),
        conditional=bool(own | steps),
        of_shift=any(named.promise.clock == "shift" for named in found),
        check_reads=frozenset(root for check in line.checks for root in _roots(check)),
        check_moments=frozenset(check.of for check in line.checks),
    )


def _roots(part: Any) -> Iterator[str]:
    """First names of the paths of every expression within."""
    if isinstance(part, Expression):
        yield from part.variables
    elif isinstance(part, BaseModel):
        for value in part.__dict__.values():
            yield from _roots(value)
    elif isinstance(part, dict):
        for value in part.values():
            yield from _roots(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _roots(value)


def moment_of(case: Case, moment: str, misses: Mapping[str, datetime]) -> datetime | None:
    """The moment a clock counts from; None while it has not come. Later rounds count from their own start.

    ``misses``: when each missed deadline was due.
    """
    root, _, name = moment.partition(".")
    if name:
        if root == "steps":
            taken = case.taken.get(name)
            return taken.happened_at if taken else None
        return case.heard.get(name) if root == "events" else misses.get(name.removesuffix(".missed"))
    order = case.order
    if moment in AGAIN:
        return {"held": held_at(order), "reopened": order.reopened_at, "transferred": order.transferred_at}[moment]
    return order.round_started_at if order.round > 1 else getattr(order, f"{moment}_at")


def held_at(order: Order) -> datetime | None:
    """Since when it is held."""
    if order.state != "held" or order.hold is None:
        return None
    return datetime.fromisoformat(str(order.hold["held_at"]))
