"""Promotions: when one may be used, how far an answer goes, what it all came to. Rule TH-33."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from contracts.problems import Conflict

ANSWERS = ("contacted", "responded", "bought")


def check_running(name: str, state: str, starts: str, ends: str, today: date) -> None:
    """Raises Conflict for a promotion that is closed, or not within its period."""
    if state != "open":
        raise Conflict(f"promotion '{name}' is closed", errors={"promotion": "see cashdesk.promotions"})
    if not starts <= today.isoformat() <= ends:
        raise Conflict(f"promotion '{name}' runs from {starts} to {ends}", errors={"promotion": "not today"})


def later(answer: str, other: str) -> str:
    """The answer that is further on."""
    return max(answer, other, key=ANSWERS.index)


def rate(part: int, whole: int) -> str | None:
    """A percentage with one decimal, rounded half up; None of nothing."""
    if whole == 0:
        return None
    tenths = (Fraction(part * 1000, whole) + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}%"


@dataclass
class Day:
    """What happened on one local day; amounts in minor units."""

    contacted: int = 0
    responded: int = 0
    bought: int = 0
    charges: set[str] = field(default_factory=set)
    sales: int = 0
    gifts: int = 0
    cost: int = 0


def by_day(
    people: Iterable[Sequence[str | None]],
    payments: Iterable[tuple[str, str, int]],
    gifts: Iterable[tuple[str, int, int]],
    costs: Mapping[str, int],
) -> dict[str, Day]:
    """``people``: days of contact, answer and purchase; ``payments``: day, charge and minor units; ``gifts``: day,
    count and cost; ``costs``: minor units by day. In order of the days."""
    days: dict[str, Day] = {}

    def of(day: str) -> Day:
        return days.setdefault(day, Day())

    for person in people:
        for answer, day in zip(ANSWERS, person, strict=True):
            if day is not None:
                setattr(of(day), answer, getattr(of(day), answer) + 1)
    for day, charge, minor in payments:
        of(day).charges.add(charge)
        of(day).sales += minor
    for day, count, minor in gifts:
        of(day).gifts += count
        of(day).cost += minor
    for day, minor in costs.items():
        of(day).cost += minor
    return dict(sorted(days.items()))


def total(days: Mapping[str, Day], name: str) -> Any:
    """The sum of a column."""
    return sum(getattr(day, name) for day in days.values())
