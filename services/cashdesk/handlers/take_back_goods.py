"""What becomes of the pieces of a charge that is voided, corrected or refunded, or that a customer brings back."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import StockAmount, StockTakenBack, TakeBackStock
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.stock import (
    CUSTOMER,
    RETURNED,
    SALE,
    TAKEN_BACK,
    UNSOLD,
    Goods,
    read_goods,
    rules_of,
    sold_as,
)
from services.cashdesk.domain.stock_ranges import say, subtract, write_ranges
from services.cashdesk.handlers.move_goods import Found, move_goods, spans
from services.cashdesk.handlers.sell_goods import NAMED, claim_of
from services.cashdesk.repository.charges import get_charge
from services.cashdesk.repository.stock import moves_of, save_unit, units_of_charge


async def take_back_stock(command: TakeBackStock, work: Work) -> Done:
    """Raises Forbidden for somebody who neither holds goods nor keeps the store, Invalid or Conflict for pieces that
    were not sold with the charge."""
    stock = rules_of(work.playbook)
    roles = [*stock.holders, *stock.store_roles]
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' takes no goods back; roles that do: {', '.join(roles)}")
    charge = await get_charge(work.store, work.site, command.charge_id)
    name = sold_as(charge.item, stock)
    if name is None:
        raise Invalid("the charge sold nothing from stock", errors={"charge_id": "there is nothing to take back"})
    said = StockAmount(type=name, count=command.count, serials=command.serials)
    goods = read_goods(said, stock, "goods")
    sold = await _sold_with(work, charge, name)
    missing = subtract(goods.ranges, sold.goods.ranges)
    if missing or goods.count > sold.goods.count:
        what = say(missing) if missing else f"{goods.count} of '{name}'"
        raise Conflict(
            f"{what} were not sold with this charge, or are back already",
            errors={"serials" if missing else "count": f"at most {sold.goods.count}"},
        )
    units = [unit for unit in sold.units if not subtract(spans([unit]), goods.ranges)]
    await _take_back(work, charge, Found(goods, CUSTOMER, None, units), command.reason)
    return Done(number=charge.number)


async def take_all_back(work: Work, charge: Row[Any], reason: str) -> None:
    """The charge is refunded whole: what was sold with it is back."""
    name = sold_as(charge.item, work.playbook.stock)
    if name is not None:
        sold = await _sold_with(work, charge, name)
        if sold.goods.count:
            await _take_back(work, charge, sold, reason)


async def _take_back(work: Work, charge: Row[Any], found: Found, reason: str) -> None:
    await move_goods(
        work, found, RETURNED, TAKEN_BACK, charge.id, charge_id=charge.id, number=charge.number, note=reason
    )
    goods = StockAmount(type=found.goods.type, count=found.goods.count, serials=write_ranges(found.goods.ranges))
    work.announce(StockTakenBack(charge_id=charge.id, number=charge.number, goods=goods, by=work.actor, reason=reason))


async def leave_with_customer(work: Work, charge: Row[Any]) -> None:
    """The refund was a mistake and is corrected: what it took back, and the store has not received, never came."""
    name = sold_as(charge.item, work.playbook.stock)
    if name is None:
        return
    stock = rules_of(work.playbook)
    units = [unit for unit in await units_of_charge(work.store, work.site, charge.id) if unit.place == RETURNED]
    if units:
        found = Found(Goods(name, len(units), spans(units)), RETURNED, None, units)
    elif not stock.types[name].serial and (back := await _balance(work, charge, RETURNED)):
        found = Found(Goods(name, back), RETURNED, None, [])
    else:
        return
    await move_goods(work, found, CUSTOMER, SALE, charge.id, charge_id=charge.id, number=charge.number)


async def undo_sale(work: Work, charge: Row[Any]) -> str | None:
    """A payment was corrected away and the charge is open again: the pieces go back to who sold them, named for it.
    Returns what ``charges.goods`` says now."""
    name = sold_as(charge.item, work.playbook.stock)
    if name is None or charge.state == "open":
        return None if name is None else charge.goods
    sold = await _sold_with(work, charge, name)
    if not sold.goods.count:
        return None
    seller = next(row.source for row in reversed(await moves_of(work.store, work.site, charge.id)) if row.kind == SALE)
    more = {"charge_id": charge.id, "number": charge.number}
    await move_goods(work, sold, seller, UNSOLD, charge.id, **more)
    if not sold.units:
        return None
    for unit in await units_of_charge(work.store, work.site, charge.id):
        if unit.place == seller:
            save_unit(work.store, unit, claim=claim_of(charge))
    return NAMED


async def free_goods(work: Work, charge: Row[Any]) -> None:
    """The charge is voided: pieces named for it are free again in the holding they never left."""
    if charge.goods is not None:
        for unit in await units_of_charge(work.store, work.site, charge.id):
            if unit.claim == claim_of(charge):
                save_unit(work.store, unit, claim=None, charge_id=None)


async def _sold_with(work: Work, charge: Row[Any], name: str) -> Found:
    """What the customer has of a charge."""
    if not rules_of(work.playbook).types[name].serial:
        return Found(Goods(name, await _balance(work, charge, CUSTOMER)), CUSTOMER, None, [])
    units = [unit for unit in await units_of_charge(work.store, work.site, charge.id) if unit.place == CUSTOMER]
    return Found(Goods(name, len(units), spans(units)), CUSTOMER, None, units)


async def _balance(work: Work, charge: Row[Any], place: str) -> int:
    """By the log, how many pieces of a charge went to a place and did not leave it."""
    moves = await moves_of(work.store, work.site, charge.id)
    came = sum(row.pieces for row in moves if row.target == place)
    return int(came - sum(row.pieces for row in moves if row.source == place))
