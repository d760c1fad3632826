"""The pieces behind a charge: named by the clerk from the own holding, sold when it is paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import SellStock, SerialRange, StockAmount, StockSold
from contracts.problems import Conflict, Invalid
from services.cashdesk.domain.stock import CUSTOMER, SALE, Goods, held_by, holder_of, rules_of, sold_as
from services.cashdesk.domain.stock_ranges import count, read_ranges, write_ranges
from services.cashdesk.handlers.move_goods import Found, claim_goods, find_goods, move_goods, spans
from services.cashdesk.repository.charges import get_charge, save_charge
from services.cashdesk.repository.stock import save_unit, units_of_charge

NAMED = "named"
"""What ``charges.goods`` says once pieces were named; null spares a query while none were."""


@dataclass(frozen=True)
class Sale:
    """The goods of a charge, by holder, found and free to be sold with it. ``released`` were named before and are no
    longer wanted; ``serial`` goods are claimed by the charge until it is paid."""

    found: list[Found]
    serial: bool
    released: list[Row[Any]] = field(default_factory=list)


async def sell_stock(command: SellStock, work: Work) -> Done:
    """Name the pieces before the charge is paid. Raises Invalid, NotFound or Conflict."""
    charge = await get_charge(work.store, work.site, command.charge_id)
    if charge.state != "open":
        raise Conflict(f"the charge is {charge.state}", errors={"charge_id": "pieces are named before it is paid"})
    sale = await find_sale(work, charge, command.serials, settles=True)
    if sale is None:
        raise Invalid(f"'{charge.item or charge.name}' is not sold from stock", errors={"charge_id": "name no pieces"})
    await name_sale(work, charge, sale)
    save_charge(work.store, charge, goods=NAMED)
    return Done(number=charge.number)


async def find_sale(
    work: Work, charge: Row[Any], serials: Sequence[SerialRange] | None, *, settles: bool
) -> Sale | None:
    """What a charge sells, to be looked for before anything is written; None when there is nothing to do.

    ``serials`` come from the actor's own holding; without them they are those named before. Goods without serials
    come from the actor's holding when a payment ``settles`` the charge. Raises Invalid, NotFound or Conflict.
    """
    name = sold_as(charge.item, work.playbook.stock)
    if name is None:
        if serials:
            what = charge.item or charge.name
            raise Invalid(f"'{what}' is not sold from stock", errors={"serials": "leave them out"})
        return None
    stock = rules_of(work.playbook)
    if stock.types[name].serial:
        return await _find_serials(work, charge, name, serials)
    if serials:
        raise Invalid(f"'{name}' has no serial numbers", errors={"serials": "leave them out"})
    if not settles:
        return None
    goods = Goods(name, charge.quantity)
    return Sale([await find_goods(work, goods, held_by(work.person.actor), "charge_id")], serial=False)


async def _find_serials(work: Work, charge: Row[Any], name: str, serials: Sequence[SerialRange] | None) -> Sale:
    before = [] if charge.goods is None else await units_of_charge(work.store, work.site, charge.id)
    named = [unit for unit in before if unit.claim == claim_of(charge)]
    if serials is None:
        if len(named) != charge.quantity:
            raise Conflict(
                f"{charge.quantity} of '{name}' are sold with this charge, and {len(named)} are named",
                slug="stock-not-named",
                errors={"serials": "name them with the payment, or before with cashdesk.sell_stock"},
            )
        places = sorted({unit.place for unit in named})
        return Sale([_at(name, [u for u in named if u.place == place], place) for place in places], serial=True)
    ranges = read_ranges(serials, "serials", rules_of(work.playbook).most_at_once)
    there = count(ranges)
    if there != charge.quantity:
        raise Invalid(
            f"{charge.quantity} of '{name}' are charged and {there} named",
            errors={"serials": f"name {charge.quantity}"},
        )
    goods = Goods(name, there, ranges)
    found = await find_goods(work, goods, held_by(work.person.actor), "serials", also=claim_of(charge))
    wanted = {(unit.series, unit.number) for unit in found.units}
    released = [unit for unit in named if (unit.series, unit.number) not in wanted]
    return Sale([found], serial=True, released=released)


def claim_of(charge: Row[Any]) -> str:
    return f"charge:{charge.id}"


def _at(name: str, units: list[Row[Any]], place: str) -> Found:
    return Found(Goods(name, len(units), spans(units)), place, None, units)


async def carry_out(work: Work, charge: Row[Any], sale: Sale, *, settled: bool) -> str | None:
    """With a payment. Returns what ``charges.goods`` says then."""
    if settled:
        await complete_sale(work, charge, sale)
    else:
        await name_sale(work, charge, sale)
    return NAMED if sale.serial else None


async def name_sale(work: Work, charge: Row[Any], sale: Sale) -> None:
    """Keep the pieces for the charge; they stay in the clerk's holding until it is paid."""
    _release(work, sale)
    if sale.serial:
        for found in sale.found:
            await claim_goods(work, found, claim_of(charge), charge_id=charge.id)


async def complete_sale(work: Work, charge: Row[Any], sale: Sale) -> None:
    """The charge is paid: the pieces are the customer's."""
    _release(work, sale)
    for found in sale.found:
        await move_goods(work, found, CUSTOMER, SALE, charge.id, charge_id=charge.id, number=charge.number)
        seller = holder_of(found.place)
        if seller is not None:
            goods = StockAmount(
                type=found.goods.type, count=found.goods.count, serials=write_ranges(found.goods.ranges)
            )
            work.announce(StockSold(charge_id=charge.id, number=charge.number, seller=seller, goods=goods))


def _release(work: Work, sale: Sale) -> None:
    for unit in sale.released:
        save_unit(work.store, unit, claim=None, charge_id=None)
