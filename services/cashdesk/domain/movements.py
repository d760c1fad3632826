"""Every movement the desk knows. Amounts are above zero; a movement of nothing is not booked."""

from services.cashdesk.domain.ledger import (
    DIFFERENCE,
    INTERNAL,
    PAYABLE,
    RECEIVABLE,
    REFUNDS,
    SAFE,
    Movement,
    Posting,
    cost_account,
    drawer_account,
    revenue_account,
    transfer,
)

CORRECTABLE = frozenset({"charge", "payment", "refund", "allocation"})
"""What a counter-entry may undo. Counts and hand-overs are facts two people or a count have established: the next
count or a hand-over back says what is different now."""


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


def allocate_cost(department: str, amount: int, item: str, quantity: int) -> Movement:
    """A department's cost against income of the house with itself; nobody owes anything. Rule PD-21."""
    memo = f"{quantity} x {item} for {department}"
    return transfer("allocation", memo, amount, debit=cost_account(department), credit=INTERNAL)


def open_drawer(drawer: str, counted: int) -> Movement:
    """The counted float comes out of the safe."""
    return transfer("opening", f"float of {drawer}", counted, debit=drawer_account(drawer), credit=SAFE)


def close_drawer(drawer: str, expected: int, counted: int) -> Movement | None:
    """What was counted goes to the safe, what was not found (or was too much) to ``difference``; the drawer is empty
    afterwards. None when there is nothing to move."""
    lines = []
    if expected:
        lines.append(_signed(drawer_account(drawer), -expected))
    if counted:
        lines.append(Posting(SAFE, debit=counted))
    if expected != counted:
        lines.append(_signed(DIFFERENCE, expected - counted))
    return Movement("closing", f"count of {drawer}", tuple(lines)) if lines else None


def hand_over(amount: int, *, giver: str, receiver: str) -> Movement:
    """Cash goes from one person's drawer or hands to another's. Rule PD-18."""
    return transfer("hand_over", f"cash from {giver} to {receiver}", amount, debit=receiver, credit=giver)


def _signed(account: str, amount: int) -> Posting:
    return Posting(account, debit=amount) if amount > 0 else Posting(account, credit=-amount)
