"""What a charge or an allocation costs, from the desk's price list. Rules PD-19, PD-21."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.base import ChargeDue, PayoutDue
from contracts.money import Money
from contracts.playbook import Playbook
from contracts.playbook.grammar import PriceItem, Step
from contracts.problems import Invalid


class CannotPrice(ValueError):
    """Another service asks for a charge that this desk's price list and currency do not allow. Nobody waits for an
    answer, so this is a fault to be looked into, not a refusal."""


@dataclass(frozen=True)
class Priced:
    """A price: ``amount`` is ``unit`` times ``quantity``, in minor units."""

    item: str | None
    quantity: int
    unit: int
    amount: int
    receipt: bool = True
    no_receipt_reason: dict[str, str] | None = None


def price_charge(due: ChargeDue, book: Playbook) -> Priced:
    """Price what intake or dispatch asked for. Raises CannotPrice for a charge that names neither or both of item
    and amount, an unknown item, another currency or an amount below zero."""
    if (due.item is None) == (due.amount is None):
        raise CannotPrice(f"charge {due.name} names either an item or an amount")
    if due.amount is not None:
        if due.amount.currency != book.currency or due.amount.minor < 0:
            raise CannotPrice(f"charge {due.name} over {due.amount}: expected 0 {book.currency} or more")
        return Priced(None, 1, due.amount.minor, due.amount.minor)
    return price_item(str(due.item), due.quantity or 1, book)


def price_item(name: str, quantity: int, book: Playbook) -> Priced:
    """``quantity`` of an item of the price list. Raises CannotPrice when the list does not have it."""
    item: PriceItem | None = book.prices.get(name)
    if item is None:
        known = ", ".join(sorted(book.prices)) or "nothing"
        raise CannotPrice(f"'{name}' is not in the price list, which has {known}")
    total = item.amount * quantity
    reason = item.no_receipt_reason.model_dump() if item.no_receipt_reason else None
    return Priced(name, quantity, item.amount.minor, total.minor, item.receipt, reason)


def money_with(announcement: str) -> Callable[[Playbook], bool]:
    """Whether a playbook has steps that announce this and cost or bring the customer something."""

    def needed(book: Playbook) -> bool:
        return any(_money_moves(step, announcement) for line in book.lines.values() for step in line.steps)

    return needed


def _money_moves(step: Step, announcement: str) -> bool:
    """A choice that ends the order neither charges nor pays."""
    if step.charge is None and step.payout is None:
        return False
    ways = [choice.announces for choice in step.choices.values() if not choice.ends]
    return announcement in (ways if step.choices else [step.announces])


def payout_minor(due: PayoutDue, book: Playbook) -> int:
    """Raises CannotPrice for another currency or an amount below zero."""
    if due.amount.currency != book.currency or due.amount.minor < 0:
        raise CannotPrice(f"payout {due.name} over {due.amount}: expected 0 {book.currency} or more")
    return due.amount.minor


def in_currency(amount: Money, currency: str, path: str) -> int:
    """The minor units of an amount in the desk's currency. Raises Invalid for any other."""
    if amount.currency != currency:
        raise Invalid(
            f"this desk keeps its cash in {currency}, not in {amount.currency}", errors={path: f"give {currency}"}
        )
    return amount.minor
