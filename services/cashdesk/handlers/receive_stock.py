"""Goods come into the store: from outside, found again, or brought back by a customer."""

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import ReceiveStock, StockReceived
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.domain.stock import (
    DIFFERENCE,
    RECEIVE,
    RETURNED,
    STORE,
    SUPPLIER,
    Goods,
    read_goods,
    rules_of,
    say_place,
)
from services.cashdesk.domain.stock_ranges import Range, say, subtract
from services.cashdesk.handlers.move_goods import Found, move_goods, spans
from services.cashdesk.repository.reading import serialise
from services.cashdesk.repository.stock import add_move, add_unit, units_of


async def receive_stock(command: ReceiveStock, work: Work) -> Done:
    """Raises Forbidden for others than the store, Conflict for serials that stand anywhere else."""
    stock = rules_of(work.playbook)
    if not work.person.has(stock.store_roles):
        raise Forbidden(f"'{work.actor}' does not keep the store; roles that do: {', '.join(stock.store_roles)}")
    goods = read_goods(command.goods, stock, "goods")
    default = stock.types[goods.type].cost
    cost = command.cost or default
    minor = None if cost is None else in_currency(cost, work.playbook.currency, "cost")
    note = ": ".join(text for text in (command.supplier, command.note) if text)
    if goods.ranges:
        await _receive_units(work, goods, minor, note)
    else:
        await move_goods(work, Found(goods, SUPPLIER, None, []), STORE, RECEIVE, work.message_id, note=note)
    work.announce(StockReceived(goods=command.goods, supplier=command.supplier, by=work.actor))
    return Done()


async def _receive_units(work: Work, goods: Goods, cost: int | None, note: str) -> None:
    await serialise(work.store, f"{work.site}:receive:{goods.type}")
    known = await units_of(work.store, work.site, goods)
    back = {place: [unit for unit in known if unit.place == place] for place in (RETURNED, DIFFERENCE)}
    standing = [unit for unit in known if unit.place not in back]
    if standing:
        where = sorted({unit.place for unit in standing})
        said = "; ".join(f"{say(spans([u for u in standing if u.place == name]))} {say_place(name)}" for name in where)
        raise Conflict(f"already known: {said}", slug="stock-elsewhere", errors={"goods.serials": said})
    for place, units in back.items():
        if units:
            found = Found(Goods(goods.type, len(units), spans(units)), place, None, units)
            await move_goods(work, found, STORE, RECEIVE, work.message_id, note=note)
    fresh = subtract(goods.ranges, spans(known))
    for each in fresh:
        _add_units(work, goods.type, each, cost)
    if fresh:
        count = goods.count - len(known)
        add_move(work, RECEIVE, Goods(goods.type, count, fresh), SUPPLIER, STORE, reference=work.message_id, note=note)


def _add_units(work: Work, kind: str, span: Range, cost: int | None) -> None:
    for number in range(span.first, span.last + 1):
        add_unit(
            work.store,
            site=work.site,
            type=kind,
            series=span.series,
            number=number,
            place=STORE,
            cost_minor=cost,
            at=work.now,
        )
