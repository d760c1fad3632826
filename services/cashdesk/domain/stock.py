"""Where goods can be, who may hold them, and whether a clerk's day adds up. Rules TH-03, TH-04, TH-05."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from contracts.cashdesk import StockAmount
from contracts.playbook import Playbook
from contracts.playbook.stock import Stock, StockType
from contracts.problems import Conflict, Invalid, NotFound
from services.cashdesk.domain.stock_ranges import Range, Ranges, count, join, read_ranges, subtract

STORE = "store"
SUPPLIER = "supplier"
CUSTOMER = "customer"
RETURNED = "returned"
DIFFERENCE = "difference"
OUTSIDE = frozenset({SUPPLIER, CUSTOMER, DIFFERENCE})
"""Places that goods come from or go to for good; what is there is counted by the log alone."""

RECEIVE, SALE, UNSOLD, TAKEN_BACK, GIFT, MISSING = "receive", "sale", "unsold", "taken_back", "gift", "difference"
ISSUE: Literal["issue"] = "issue"
RETURN: Literal["return"] = "return"
HAND_OVER: Literal["hand_over"] = "hand_over"
_STAFF = "staff:"


def held_by(actor: str) -> str:
    """The place that a member of staff is."""
    return f"{_STAFF}{actor}"


def holder_of(place: str) -> str | None:
    """The login of a place that is a member of staff."""
    return place.removeprefix(_STAFF) if place.startswith(_STAFF) else None


def say_place(place: str) -> str:
    """``the store``, ``held by 'li'``, ``sold or given to a customer``."""
    holder = holder_of(place)
    if holder is not None:
        return f"held by '{holder}'"
    words = {
        STORE: "in the store",
        CUSTOMER: "sold or given to a customer",
        RETURNED: "brought back by a customer, not yet received by the store",
        DIFFERENCE: "recorded as missing",
    }
    return words.get(place, f"at {place}")


def rules_of(book: Playbook) -> Stock:
    """The playbook's stock. Raises NotFound for a desk that keeps none."""
    if book.stock is None:
        raise NotFound("this desk keeps no stock; its playbook has no section 'stock'")
    return book.stock


def type_of(name: str, stock: Stock, path: str) -> StockType:
    """Raises NotFound naming the types there are."""
    kind = stock.types.get(name)
    if kind is None:
        raise NotFound(f"no stock of type '{name}'", errors={path: f"one of {', '.join(stock.types)}"})
    return kind


def sold_as(item: str | None, stock: Stock | None) -> str | None:
    """The type that is sold as this item of the price list, if any is."""
    if item is None or stock is None:
        return None
    return next((name for name, kind in stock.types.items() if kind.item == item), None)


@dataclass(frozen=True)
class Goods:
    """So much of one type; ``ranges`` are empty for goods that have no serials."""

    type: str
    count: int
    ranges: Ranges = ()


def read_goods(said: StockAmount, stock: Stock, path: str) -> Goods:
    """What a message counted. Raises Invalid when the count is not that of the serials, or there are none or some
    where it should be otherwise."""
    kind = type_of(said.type, stock, f"{path}.type")
    if not kind.serial:
        if said.serials:
            raise Invalid(f"'{said.type}' has no serial numbers", errors={f"{path}.serials": "leave them out"})
        if said.count > stock.most_at_once:
            raise Invalid("too many at once", errors={f"{path}.count": f"at most {stock.most_at_once}"})
        return Goods(said.type, said.count)
    if not said.serials:
        raise Invalid(f"'{said.type}' goes by serial number", errors={f"{path}.serials": "name the serials"})
    ranges = read_ranges(said.serials, f"{path}.serials", stock.most_at_once)
    there = count(ranges)
    if there != said.count:
        raise Invalid(
            f"{said.count} of '{said.type}' were counted, but the serials named are {there}",
            errors={f"{path}.count": "count again; as many as the serials"},
        )
    return Goods(said.type, said.count, ranges)


def read_lines(said: Sequence[StockAmount], stock: Stock, path: str) -> list[Goods]:
    """Several types, each once. Raises Invalid."""
    out: dict[str, Goods] = {}
    for index, each in enumerate(said):
        goods = read_goods(each, stock, f"{path}.{index}")
        if goods.type in out:
            raise Invalid(f"'{goods.type}' stands in two lines", errors={f"{path}.{index}.type": "one line a type"})
        out[goods.type] = goods
    if sum(goods.count for goods in out.values()) > stock.most_at_once:
        raise Invalid("too many at once", errors={path: f"at most {stock.most_at_once} pieces"})
    return list(out.values())


def compare_counts(offered: Sequence[Goods], counted: Sequence[Goods]) -> str | None:
    """What differs between two counts, in words; None when nothing does."""
    mine = {goods.type: goods for goods in offered}
    theirs = {goods.type: goods for goods in counted}
    for name in [*mine, *(name for name in theirs if name not in mine)]:
        if name not in theirs or name not in mine:
            return f"'{name}' was {'offered' if name in mine else 'counted'} only by one side"
        if mine[name].count != theirs[name].count:
            return f"{theirs[name].count} of '{name}' were counted and {mine[name].count} offered"
        if mine[name].ranges != theirs[name].ranges:
            return f"the serials of '{name}' are not those that were offered"
    return None


def check_may_receive(kind: str, roles: frozenset[str], stock: Stock, to: str) -> None:
    """Raises Conflict when the receiver of an offer is not one who may hold goods, or keep the store."""
    wanted = stock.store_roles if kind == RETURN else stock.holders
    if roles.isdisjoint(wanted):
        what = "keeps the store" if kind == RETURN else "may hold goods"
        raise Conflict(f"'{to}' is nobody who {what}", errors={"to": f"somebody with a role of {', '.join(wanted)}"})


@dataclass(frozen=True)
class Move:
    """One line of the log, as far as a day's account needs it."""

    kind: str
    source: str
    target: str
    count: int
    range: Range | None


@dataclass
class Pile:
    """Pieces of one type; by serial where they have one."""

    count: int = 0
    ranges: Ranges = ()

    def add(self, move: Move) -> None:
        self.count += move.count
        if move.range is not None:
            self.ranges = join([*self.ranges, move.range])

    def take(self, move: Move) -> None:
        self.count -= move.count
        if move.range is not None:
            self.ranges = subtract(self.ranges, [move.range])


COLUMNS = ("issued", "received", "sold", "given", "returned", "handed_over", "difference")
_INTO = {ISSUE: "issued", HAND_OVER: "received"}
_OUT = {SALE: "sold", GIFT: "given", RETURN: "returned", HAND_OVER: "handed_over", MISSING: "difference"}


@dataclass
class Account:
    """A clerk's day with one type. ``held`` are the pieces themselves at its end."""

    opening: Pile
    held: Pile
    piles: dict[str, Pile] = field(default_factory=lambda: {name: Pile() for name in COLUMNS})

    @property
    def balanced(self) -> bool:
        """Opening + issued + received = sold + given + returned + handed over + difference + held. Of serials that
        went out and came in again the same day only the count can be told apart."""
        piles = self.piles
        came = self.opening.count + piles["issued"].count + piles["received"].count
        out = (piles[name].count for name in ("sold", "given", "returned", "handed_over", "difference"))
        by_serial = not self.held.ranges or count(self.held.ranges) == self.held.count
        return came == sum(out) + self.held.count and by_serial


def day_of(person: str, held_now: Pile, opening: int, today: Iterable[Move], since: Iterable[Move]) -> Account:
    """The account of a day: what is held now less what came and went ``since`` is what was held at its end; less
    what came and went ``today`` the serials of its beginning. ``opening`` is counted by the log from the other end."""
    place = held_by(person)
    held = _before(held_now, place, since)
    moves = list(today)
    account = Account(Pile(opening, _before(held, place, moves).ranges), held)
    for move in moves:
        if move.target == place:
            pile = account.piles["sold" if move.kind == UNSOLD else _INTO[move.kind]]
            pile.take(move) if move.kind == UNSOLD else pile.add(move)
        else:
            account.piles[_OUT[move.kind]].add(move)
    return account


def _before(pile: Pile, place: str, moves: Iterable[Move]) -> Pile:
    out = Pile(pile.count, pile.ranges)
    for move in reversed(list(moves)):
        if move.target == place:
            out.take(move)
        else:
            out.add(move)
    return out
