"""Every movement the desk knows. Amounts are above zero; a movement of nothing is not booked."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.cashdesk.domain.ledger import (
    DIFFERENCE,
    INTERNAL,
    PAYABLE,
    RECEIVABLE,
    REFUNDS,
    SAFE,
    Movement,
    Posting,
    bank_account,
    cost_account,
    deposit_account,
    drawer_account,
    holder_account,
    revenue_account,
    tail_account,
    transfer,
)

DEPOSIT_TAKEN, DEPOSIT_RETURNED, DEPOSIT_KEPT = "deposit_taken", "deposit_returned", "deposit_kept"
CORRECTABLE = frozenset({"charge", "payment", "refund", "allocation", DEPOSIT_TAKEN, DEPOSIT_RETURNED, DEPOSIT_KEPT})
"""What a counter-entry may undo. Counts and hand-overs are facts two people or a count have established: the next
count or a hand-over back says what is different now."""


class HandedIn(NamedTuple):
    """Takings of one kind, from ``source`` to ``target``."""

    source: str
    target: str
    expected: int
    counted: int


def raise_charge(name: str, amount: int) -> Movement:
    """A payer owes ``amount`` for the item or charge ``name``."""
    return transfer("charge", f"charge {name}", amount, debit=RECEIVABLE, credit=revenue_account(name))


def void_rest(name: str, outstanding: int, reason: str) -> Movement:
    """What is still outstanding of a charge is no longer owed."""
    return transfer("void", f"void {name}: {reason}", outstanding, debit=revenue_account(name), credit=RECEIVABLE)


def take_payment(into: str, amount: int, method: str) -> Movement:
    """Money for a charge, change already given, goes ``into`` a drawer, a person's hands or a bank account."""
    return transfer("payment", f"payment, {method}", amount, debit=into, credit=RECEIVABLE)


def pay_refund(out_of: str, amount: int, reason: str) -> Movement:
    """Money leaves the way it came. The income stays as it was raised; ``refunds`` stands against it."""
    return transfer("refund", f"refund: {reason}", amount, debit=REFUNDS, credit=out_of)


def owe_customer(name: str, amount: int) -> Movement:
    """The desk owes a customer ``amount`` for the payout ``name``."""
    return transfer("payout", f"owed to the customer: {name}", amount, debit=REFUNDS, credit=PAYABLE)


def pay_out(out_of: str, amount: int, name: str, method: str) -> Movement:
    """What was owed leaves a drawer or a bank account."""
    return transfer("paid_out", f"paid out {name}, {method}", amount, debit=PAYABLE, credit=out_of)


def take_deposit(into: str, amount: int, deposit_id: str, method: str) -> Movement:
    """A customer's security deposit: the money is here, and owed to the customer."""
    memo = f"security deposit, {method}"
    return transfer(DEPOSIT_TAKEN, memo, amount, debit=into, credit=deposit_account(deposit_id))


def return_deposit(out_of: str, amount: int, deposit_id: str, method: str) -> Movement:
    """All or part of a security deposit goes back."""
    memo = f"security deposit given back, {method}"
    return transfer(DEPOSIT_RETURNED, memo, amount, debit=deposit_account(deposit_id), credit=out_of)


def keep_deposit(amount: int, deposit_id: str, name: str, reason: str) -> Movement:
    """All or part of a security deposit is the desk's: income, and no longer owed."""
    memo = f"security deposit kept, {name}: {reason}"
    return transfer(DEPOSIT_KEPT, memo, amount, debit=deposit_account(deposit_id), credit=revenue_account(name))


def allocate_cost(department: str, amount: int, item: str, quantity: int) -> Movement:
    """A department's cost against income of the house with itself; nobody owes anything. Rule PD-21."""
    memo = f"{quantity} x {item} for {department}"
    return transfer("allocation", memo, amount, debit=cost_account(department), credit=INTERNAL)


def open_drawer(drawer: str, counted: int) -> Movement:
    """The counted float comes out of the safe."""
    return transfer("opening", f"float of {drawer}", counted, debit=drawer_account(drawer), credit=SAFE)


def open_with_tail(drawer: str, tail: int, counted: int) -> Movement:
    """The float is the tail cash stored for the drawer; what was not found (or was too much) is ``difference``."""
    return Movement(
        "opening", f"float of {drawer}", _counted(tail_account(drawer), tail, drawer_account(drawer), counted)
    )


def close_drawer(drawer: str, expected: int, counted: int) -> Movement | None:
    """What was counted goes to the safe, what was not found (or was too much) to ``difference``; the drawer is empty
    afterwards. None when there is nothing to move."""
    lines = _counted(drawer_account(drawer), expected, SAFE, counted)
    return Movement("closing", f"count of {drawer}", lines) if lines else None


def hand_over(amount: int, *, giver: str, receiver: str) -> Movement:
    """Cash goes from one person's drawer or hands to another's. Rule PD-18."""
    return transfer("hand_over", f"cash from {giver} to {receiver}", amount, debit=receiver, credit=giver)


def hand_in(lines: Iterable[HandedIn], clerk: str) -> Movement:
    """Takings leave the clerk as they were expected and arrive as they were counted. Rule TH-06."""
    postings = tuple(each for line in lines for each in _counted(line.source, line.expected, line.target, line.counted))
    return Movement("hand_in", f"takings of {clerk}", postings)


def bring_to_bank(collector: str, amount: int, reference: str) -> Movement:
    """The bank has collected cash. Rule TH-07."""
    memo = f"collected by the bank, {reference}"
    return transfer("bank_deposit", memo, amount, debit=bank_account("cash"), credit=holder_account(collector))


def store_tail(collector: str, expected: int, drawers: Mapping[str, int]) -> Movement:
    """All that is left in the collector's hands goes into the safe, by the drawer it opens next. Rule TH-08."""
    lines = [Posting(tail_account(drawer), debit=counted) for drawer, counted in drawers.items() if counted]
    counted = sum(drawers.values())
    if expected:
        lines.append(_signed(holder_account(collector), -expected))
    if expected != counted:
        lines.append(_signed(DIFFERENCE, expected - counted))
    return Movement("tail_cash", f"tail cash of {collector}", tuple(lines))


def _counted(source: str, expected: int, target: str, counted: int) -> tuple[Posting, ...]:
    lines = []
    if counted:
        lines.append(Posting(target, debit=counted))
    if expected:
        lines.append(_signed(source, -expected))
    if expected != counted:
        lines.append(_signed(DIFFERENCE, expected - counted))
    return tuple(lines)


def _signed(account: str, amount: int) -> Posting:
    return Posting(account, debit=amount) if amount > 0 else Posting(account, credit=-amount)
