"""Security deposits: what was given back and kept never exceeds what was taken."""

from contracts.money import Money
from contracts.playbook.grammar import Cash
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.pricing import in_currency


def check_handles_deposits(actor: str, roles: frozenset[str], cash: Cash) -> None:
    """Whoever may open a drawer or decide refunds gives deposits back and applies to keep them. Raises Forbidden."""
    allowed = dict.fromkeys([*cash.drawer_roles, *cash.refund_approvers])
    if roles.isdisjoint(allowed):
        raise Forbidden(
            f"'{actor}' neither gives back nor keeps security deposits; roles that do: {', '.join(allowed)}"
        )


def check_open(state: str) -> None:
    """Raises Conflict for a deposit of which nothing is held."""
    if state == "corrected":
        raise Conflict("the security deposit was corrected away; take it anew", errors={"deposit_id": "not there"})
    if state != "open":
        raise Conflict(
            "nothing is held of this security deposit; all of it was given back or kept",
            errors={"deposit_id": "see cashdesk.security_deposits for those that are open"},
        )


def part_of(amount: Money | None, held: int, asked: int, currency: str) -> int:
    """How much of a deposit is meant, in minor units: ``amount``, or all that is ``held`` and not ``asked`` for.

    Raises Invalid for what is not above zero, Conflict for more than is free.
    """
    free = held - asked
    wanted = free if amount is None else in_currency(amount, currency, "amount")
    if amount is not None and wanted <= 0:
        raise Invalid("a part of a security deposit is above zero", errors={"amount": "above zero"})
    if wanted > free or free <= 0:
        rest, waiting = Money.of_minor(free, currency), Money.of_minor(asked, currency)
        raise Conflict(
            f"{rest} of this security deposit is free; {waiting} waits for a decision whether it is kept",
            slug="not-enough-held",
            errors={"amount": f"at most {rest}, or have the application decided with decide_security_deposit"},
        )
    return wanted


def state_after(amount: int, returned: int, kept: int) -> str:
    """It is open as long as anything of it is held."""
    return "open" if returned + kept < amount else "ended"
