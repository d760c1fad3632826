"""Stock: its roles, the items it is sold as, gifts that need a rule."""

from collections import Counter
from collections.abc import Iterator

from contracts.playbook.check.names import Finding, people, unknown
from contracts.playbook.grammar import Playbook
from contracts.playbook.stock import Stock


def stock_findings(book: Playbook) -> Iterator[Finding]:
    if book.stock is not None:
        yield from _roles(book, book.stock)
        yield from _types(book, book.stock)


def _roles(book: Playbook, stock: Stock) -> Iterator[Finding]:
    lists: dict[str, list[str]] = {
        "store_roles": stock.store_roles,
        "holders": stock.holders,
        "difference_approved_by": stock.difference_approved_by,
        "low_to": stock.low_to,
    }
    if stock.gifts is not None:
        lists |= {"gifts.approved_by": stock.gifts.approved_by, "gifts.given_by": stock.gifts.given_by}
    if stock.promotions is not None:
        lists |= {
            "promotions.opened_by": stock.promotions.opened_by,
            "promotions.recorded_by": stock.promotions.recorded_by,
        }
    if stock.lending is not None:
        lists |= {
            "lending.lent_by": stock.lending.lent_by,
            "lending.overdue_to": stock.lending.overdue_to,
            "lending.lost_approved_by": stock.lending.lost_approved_by,
        }
    for path, roles in lists.items():
        yield from people(f"stock.{path}", roles, book)


def _types(book: Playbook, stock: Stock) -> Iterator[Finding]:
    sold_as: Counter[str] = Counter()
    for name, kind in stock.types.items():
        path = f"stock.types.{name}"
        if kind.cost is not None and kind.cost.currency != book.currency:
            yield f"{path}.cost", f"the desk's currency is {book.currency}"
        if kind.reorder_at is not None and not stock.low_to:
            yield f"{path}.reorder_at", "nobody would be told; name roles in stock.low_to"
        if kind.gift:
            yield from _gift(path, name, book, stock)
        elif kind.item is not None:
            yield from _item(f"{path}.item", kind.item, book, sold_as)


def _gift(path: str, name: str, book: Playbook, stock: Stock) -> Iterator[Finding]:
    kind = stock.types[name]
    if kind.item is not None:
        yield f"{path}.item", "a gift is not sold; leave the item out, or make it two types"
    if stock.gifts is None:
        yield f"{path}.gift", "nobody could approve it; say who in stock.gifts"
    elif stock.promotions is None:
        yield f"{path}.gift", "gifts belong to a promotion; say who opens one in stock.promotions"
    if kind.cost is None:
        yield f"{path}.cost", f"is missing; a promotion's cost counts its gifts, in {book.currency}"


def _item(path: str, item: str, book: Playbook, sold_as: Counter[str]) -> Iterator[Finding]:
    sold_as[item] += 1
    if item not in book.prices:
        yield path, unknown("item of the price list", item, book.prices)
    elif book.prices[item].amount.minor == 0:
        yield path, "costs nothing, so that nobody would pay and name the pieces; give it a price, or make it a gift"
    if sold_as[item] == 2:
        yield path, f"two types are sold as '{item}'; give each an item of its own"
