"""Somebody else than the one who counted approves a difference, or wants another explanation."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    CashDifferenceReceipt,
    DecideDifference,
    DifferenceDecided,
    DifferenceOpened,
    ExplainDifference,
)
from contracts.money import Money
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.repository.differences import get_difference, save_difference


async def decide_difference(command: DecideDifference, work: Work) -> CashDifferenceReceipt:
    """Raises Forbidden for other roles and for who counted, Invalid for a refusal without a note, Conflict for one that
    is decided."""
    roles = work.playbook.cash.difference_approvers
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not approve differences; roles that do: {', '.join(roles)}")
    difference = await get_difference(work.store, work.site, command.difference_id)
    if difference.counted_by == work.actor:
        raise Forbidden("whoever counted does not approve the difference; ask another approver")
    if difference.state != "open":
        raise Conflict(f"the difference is already {difference.state}, by '{difference.decided_by}'")
    if not command.approved and not command.note:
        raise Invalid("a refusal says why", errors={"note": "what the explanation lacks"})
    state = "approved" if command.approved else "refused"
    decided = {"decided_by": work.actor, "decided_at": work.now, "note": command.note}
    save_difference(work.store, difference, state=state, **decided)
    work.announce(
        DifferenceDecided(
            difference_id=difference.id,
            kind=difference.kind,
            counted_by=difference.counted_by,
            amount=_amount(difference),
            approved=command.approved,
            by=work.actor,
            note=command.note,
        )
    )
    return CashDifferenceReceipt(difference_id=difference.id, state="approved" if command.approved else "refused")


async def explain_difference(command: ExplainDifference, work: Work) -> CashDifferenceReceipt:
    """Raises Forbidden for anybody but the one who counted, Conflict for one that is not refused."""
    difference = await get_difference(work.store, work.site, command.difference_id)
    if difference.counted_by != work.actor:
        raise Forbidden(f"'{difference.counted_by}' counted and explains the difference")
    if difference.state != "refused":
        raise Conflict(f"the difference is {difference.state}; only one that was refused is explained anew")
    save_difference(work.store, difference, state="open", reason=command.reason)
    approvers = all_of_roles(work, work.playbook.cash.difference_approvers)
    work.announce(
        DifferenceOpened(
            difference_id=difference.id,
            kind=difference.kind,
            drawer=difference.drawer,
            counted_by=difference.counted_by,
            amount=_amount(difference),
            reason=command.reason,
            recipients=[each for each in approvers if each.actor != difference.counted_by],
        )
    )
    return CashDifferenceReceipt(difference_id=difference.id, state="open")


def _amount(difference: Row[Any]) -> Money:
    return Money.of_minor(difference.amount_minor, difference.currency)
