"""What may happen to a loan in which state, and by whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contracts.durations import format_duration
from contracts.problems import Conflict, Forbidden, Invalid

OFFERED, LENT, RETURNING, MISSING = "offered", "lent", "returning", "missing"
RETURNED, DECLINED, LOST = "returned", "declined", "lost"
IN = "in"
HELD = (LENT, RETURNING, MISSING)
"""The borrower answers for it."""

_NEXT = {
    OFFERED: "the borrower accepts it with accept_item, or one of the two ends it with decline_item",
    LENT: "the borrower signs the return with return_item",
    RETURNING: "somebody who lends confirms the return with confirm_item_return",
    MISSING: "it is decided with decide_item_lost",
}


def check_state(state: str, allowed: Sequence[str]) -> None:
    """Raises Conflict that says what comes next."""
    if state not in allowed:
        raise Conflict(f"this loan is {state}; {_NEXT.get(state, 'it is over')}")


def check_period(now: datetime, due_at: datetime, longest: timedelta) -> None:
    """Raises Invalid for a time that is past, or too far off."""
    if due_at <= now:
        raise Invalid("it is due back later than now", errors={"due_at": "in the future"})
    if due_at - now > longest:
        said = format_duration(longest)
        raise Invalid(f"things are lent for {said} at most", errors={"due_at": f"within {said}"})


def check_signer(actor: str, allowed: Sequence[str], what: str) -> None:
    """Raises Forbidden for anybody else."""
    if actor not in allowed:
        raise Forbidden(f"'{actor}' does not {what}; this is for {' or '.join(repr(name) for name in allowed)}")
