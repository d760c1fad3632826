"""Double entry: every movement debits as much as it credits, and is undone only by its counter-movement.

The chart of accounts. A debit raises the first group and lowers the second.

=========================  ==========================================================================
cash and claims            what a debit balance means
=========================  ==========================================================================
``drawer:<drawer>``        notes and coins in a drawer that is open; nothing while it is closed
``holder:<actor>``         cash in a person's hands outside a drawer (a courier on the way back, the collector)
``taken:<kind>:<actor>``   cheques and the like that a clerk has taken and not yet handed in with a deposit slip
``safe``                   cash put away at closings less floats taken out, counted from the first day
``tail:<drawer>``          tail cash in the safe overnight: the next float of that drawer
``bank:<method>``          money that came in without cash; ``bank:cash``: cash that the bank has collected
``receivable``             charges raised and not yet paid
``refunds``                money given back
``difference``             cash that a count did not find (a credit balance: found too much)
``cost:<department>``      what a department of the house has signed for
=========================  ==========================================================================

Credited: ``revenue:<item or charge name>`` when a charge is raised, ``revenue:internal`` against ``cost:<department>``,
``payable`` against ``refunds`` for what the desk owes a customer until it is paid out, ``deposit:<id>`` for what it
holds of a customer's security deposit (what is kept of it goes to ``revenue:<what for>``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

SAFE = "safe"
RECEIVABLE = "receivable"
REFUNDS = "refunds"
PAYABLE = "payable"
DIFFERENCE = "difference"
INTERNAL = "revenue:internal"


def drawer_account(drawer: str) -> str:
    return f"drawer:{drawer}"


def holder_account(actor: str) -> str:
    return f"holder:{actor}"


def taken_account(kind: str, actor: str) -> str:
    return f"taken:{kind}:{actor}"


def tail_account(drawer: str) -> str:
    return f"tail:{drawer}"


def bank_account(method: str) -> str:
    return f"bank:{method}"


def revenue_account(name: str) -> str:
    return f"revenue:{name}"


def deposit_account(deposit_id: str) -> str:
    return f"deposit:{deposit_id}"


def cost_account(department: str) -> str:
    return f"cost:{department}"


class Unbalanced(ValueError):
    """Debits and credits of a movement differ: an error of the program, never of a person."""


@dataclass(frozen=True)
class Posting:
    """One line: either ``debit`` or ``credit``, above zero."""

    account: str
    debit: int = 0
    credit: int = 0

    def __post_init__(self) -> None:
        if min(self.debit, self.credit) != 0 or max(self.debit, self.credit) <= 0:
            raise Unbalanced(f"{self.account}: exactly one of debit and credit is above zero")

    @property
    def swapped(self) -> "Posting":
        return Posting(self.account, debit=self.credit, credit=self.debit)


@dataclass(frozen=True)
class Movement:
    """Postings that belong together. Raises Unbalanced unless debits equal credits."""

    kind: str
    memo: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        debit, credit = totals(self.postings)
        if not self.postings or debit != credit:
            raise Unbalanced(f"{self.kind}: debits {debit}, credits {credit}")


def transfer(kind: str, memo: str, amount: int, *, debit: str, credit: str) -> Movement:
    """``amount`` moves to the account ``debit`` from the account ``credit``."""
    return Movement(kind, memo, (Posting(debit, debit=amount), Posting(credit, credit=amount)))


def counter(postings: Iterable[Posting], memo: str) -> Movement:
    """The movement that undoes these postings."""
    return Movement("correction", memo, tuple(posting.swapped for posting in postings))


def totals(postings: Iterable[Posting]) -> tuple[int, int]:
    """Sum of debits, sum of credits."""
    lines = tuple(postings)
    return sum(line.debit for line in lines), sum(line.credit for line in lines)


def position(postings: Iterable[Posting], account: str) -> int:
    """The debit balance of an account."""
    debit, credit = totals(line for line in postings if line.account == account)
    return debit - credit


def drawers_of(postings: Iterable[Posting]) -> list[str]:
    """The drawers whose cash the postings touch."""
    prefix = drawer_account("")
    return sorted({line.account.removeprefix(prefix) for line in postings if line.account.startswith(prefix)})
