"""Drawers: who opens them, and what a blind count says."""

from dataclasses import dataclass

from contracts.money import Money
from contracts.playbook.grammar import Cash
from contracts.problems import Forbidden, Invalid, NotFound
from services.cashdesk.domain.pricing import in_currency


@dataclass(frozen=True)
class Count:
    """A count in minor units; ``difference`` is below zero when cash is missing."""

    expected: int
    counted: int

    @property
    def difference(self) -> int:
        return self.counted - self.expected


def check_drawer(drawer: str, cash: Cash) -> None:
    """Raises NotFound for a drawer the desk does not have."""
    if drawer not in cash.drawers:
        raise NotFound(f"the desk has no drawer '{drawer}'", errors={"drawer": f"one of {', '.join(cash.drawers)}"})


def check_may_open(actor: str, roles: frozenset[str], cash: Cash) -> None:
    """Raises Forbidden for a role that has no drawer."""
    if roles.isdisjoint(cash.drawer_roles):
        raise Forbidden(f"'{actor}' may not open a drawer; roles that may: {', '.join(cash.drawer_roles)}")


def counted_minor(counted: Money, currency: str) -> int:
    """Raises Invalid for another currency or a count below zero."""
    minor = in_currency(counted, currency, "counted")
    if minor < 0:
        raise Invalid("a count is not below zero", errors={"counted": "0 or more"})
    return minor


def judge_float(tail: int, counted: int, reason: str | None) -> Count:
    """A float that is not the tail cash stored for the drawer needs a reason; the refusal does not say by how much.
    Raises Invalid. Rule TH-08."""
    count = Count(tail, counted)
    if count.difference and not reason:
        raise Invalid(
            "the float differs from the tail cash stored for this drawer; count again, or open it with a reason",
            slug="difference-needs-reason",
            errors={"reason": "say what may explain the difference; it is recorded with it"},
        )
    return count


def judge_count(expected: int, counted: int, reason: str | None) -> Count:
    """A count that differs needs a reason; the refusal does not say by how much. Raises Invalid."""
    count = Count(expected, counted)
    if count.difference and not reason:
        raise Invalid(
            "the count differs from what the drawer should hold; count again, or close it with a reason",
            slug="difference-needs-reason",
            errors={"reason": "say what may explain the difference; it is recorded with it"},
        )
    return count
