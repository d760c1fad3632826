"""How money is taken: which method, how much, what change. Rules PD-11, PD-18."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.money import Money
from contracts.playbook.grammar import Cash, Playbook
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.cashdesk.domain.ledger import bank_account, drawer_account, holder_account, taken_account
from services.cashdesk.domain.pricing import in_currency

CASH = "cash"
"""The one method that goes through hands."""

PAY_OUT = "cashdesk.pay_out"
SEE_PAYOUTS = "see cashdesk.payouts for what is owed"


@dataclass(frozen=True)
class Tender:
    """What a payment comes to, in minor units: ``received`` less ``change`` is ``amount``."""

    amount: int
    received: int
    change: int


def check_method(method: str, cash: Cash) -> None:
    """Raises Invalid for a method the desk does not take."""
    if method not in cash.methods:
        choices = ", ".join(cash.methods)
        raise Invalid(f"the desk does not take '{method}'", errors={"method": f"one of {choices}"})


def tender(method: str, outstanding: int, amount: Money | None, received: Money | None, currency: str) -> Tender:
    """Check the sums of a payment. ``amount`` defaults to what is outstanding.

    Raises Invalid for amounts that cannot be, Conflict for more than is outstanding.
    """
    due = outstanding if amount is None else in_currency(amount, currency, "amount")
    if due <= 0:
        raise Invalid("a payment is above zero", errors={"amount": "above zero"})
    if due > outstanding:
        rest = Money.of_minor(outstanding, currency)
        raise Conflict(f"only {rest} is outstanding", errors={"amount": f"at most {rest}; give change for the rest"})
    given = None if received is None else in_currency(received, currency, "received")
    if method != CASH:
        if given is not None and given != due:
            raise Invalid(f"{method} gives no change", errors={"received": "leave it out, or name the amount itself"})
        return Tender(due, due, 0)
    if given is None:
        raise Invalid("cash needs what was received", errors={"received": "the sum that was handed over"})
    if given < due:
        short = Money.of_minor(due - given, currency)
        raise Invalid(f"{short} is missing", errors={"received": "at least the amount, or name a smaller amount"})
    return Tender(due, given, given - due)


def where_money_goes(method: str, actor: str, roles: frozenset[str], open_drawer: str | None, cash: Cash) -> str:
    """The account a payment goes into. ``open_drawer`` is the drawer the person has open now.

    Raises Forbidden for somebody who does not take money, Conflict for a clerk whose drawer is closed.
    """
    at_desk, outside = not roles.isdisjoint(cash.drawer_roles), not roles.isdisjoint(cash.collector_roles)
    if not at_desk and not outside:
        allowed = ", ".join([*cash.drawer_roles, *cash.collector_roles])
        raise Forbidden(f"'{actor}' does not take money; roles that do: {allowed}")
    if method != CASH:
        handed_in = cash.deposit is not None and method in cash.deposit.kinds
        return taken_account(method, actor) if handed_in else bank_account(method)
    if open_drawer is not None:
        return drawer_account(open_drawer)
    if outside:
        return holder_account(actor)
    raise Conflict(
        "cash goes into a drawer, and you have none open; count the float and open one with cashdesk.open_drawer",
        slug="no-open-drawer",
        errors={"method": f"open a drawer first: {', '.join(cash.drawers)}"},
    )


def check_may_pay_out(actor: str, roles: frozenset[str], book: Playbook) -> None:
    """Those whom the playbook permits ``cashdesk.pay_out``; without that entry whoever may open a drawer or grant a
    refund. Raises Forbidden."""
    usual = dict.fromkeys([*book.cash.drawer_roles, *book.cash.refund_approvers])
    allowed = book.permissions.get(PAY_OUT, list(usual))
    if roles.isdisjoint(allowed):
        raise Forbidden(f"'{actor}' pays nothing out; roles that do: {', '.join(allowed)}")


def choose_payout(number: str, payouts: Mapping[str, tuple[str, str, str | None]], wanted: str | None) -> str:
    """The id of the payout to be paid, the only open one unless one is ``wanted``. ``payouts``: name, state and who
    paid, by id. Raises NotFound, Invalid when several are open, Conflict for one that is paid or voided."""
    if not payouts or (wanted is not None and wanted not in payouts):
        path = "number" if wanted is None else "payout_id"
        raise NotFound(f"nothing of that kind is owed to the customer of {number}", errors={path: SEE_PAYOUTS})
    still_open = [payout for payout, (_, state, _) in payouts.items() if state == "open"]
    if wanted is None and len(still_open) > 1:
        names = ", ".join(f"{payouts[payout][0]} ({payout})" for payout in still_open)
        raise Invalid("several payouts are open", errors={"payout_id": f"name one of {names}"})
    chosen = wanted or (still_open or list(payouts))[-1]
    name, state, paid_by = payouts[chosen]
    if state == "settled":
        raise Conflict(f"'{name}' is already paid out, by '{paid_by}'", errors={"payout_id": "pay nothing again"})
    if state != "open":
        raise Conflict(f"'{name}' is {state}: its request was cancelled", errors={"payout_id": "pay nothing for it"})
    return chosen


def all_settled(states: Sequence[str]) -> bool:
    """Nothing of a request is open: neither a charge nor an allocation, or no payout."""
    return "open" not in states


def state_after_refund(paid: int, refunded: int, state: str) -> str:
    """A settled charge whose money is all back is refunded; a voided or open one stays what it is."""
    return "refunded" if state == "settled" and refunded >= paid else state
