"""Goods: pieces by serial, counted goods, and the log of their moves."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, case, func, or_, select

from chassis.store import Store
from chassis.work import Work
from contracts.cashdesk import ListStockMoves
from services.cashdesk.domain.stock import Goods, Move
from services.cashdesk.domain.stock_ranges import Range, parse_serial
from services.cashdesk.repository.kept import all_kept, forget
from services.cashdesk.repository.reading import page, row_for_update, rows_for_update, save, serialise
from services.cashdesk.tables.stock import stock_goods, stock_moves, stock_units

FEW = 20
"""Pieces of one range that are worth looking for together with those of other messages."""

_SITE: BindParameter[str] = bindparam("site")
_TYPE: BindParameter[str] = bindparam("type")
_PLACE: BindParameter[str] = bindparam("place")
_UNITS = (
    select(stock_units)
    .where(
        stock_units.c.site == _SITE,
        stock_units.c.type == _TYPE,
        stock_units.c.series == bindparam("series"),
        stock_units.c.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(stock_units.c.number)
)
_OF_CHARGE = (
    select(stock_units)
    .where(stock_units.c.charge_id == bindparam("charge_id"), stock_units.c.site == _SITE)
    .order_by(stock_units.c.series, stock_units.c.number)
)
_GOODS = select(stock_goods).where(
    stock_goods.c.site == _SITE, stock_goods.c.type == _TYPE, stock_goods.c.place == _PLACE
)
_ISLANDS = (
    select(
        stock_units.c.type,
        stock_units.c.place,
        stock_units.c.series,
        stock_units.c.number,
        stock_units.c.claim,
        (
            stock_units.c.number
            - func.row_number().over(
                partition_by=[stock_units.c.type, stock_units.c.place, stock_units.c.series],
                order_by=stock_units.c.number,
            )
        ).label("island"),
    )
    .where(stock_units.c.site == _SITE, stock_units.c.place.in_(bindparam("places", expanding=True)))
    .subquery()
)
_HELD_UNITS = (
    select(
        _ISLANDS.c.type,
        _ISLANDS.c.place,
        _ISLANDS.c.series,
        func.min(_ISLANDS.c.number).label("first"),
        func.max(_ISLANDS.c.number).label("last"),
        func.sum(case((_ISLANDS.c.claim.is_(None), 1), else_=0)).label("free"),
    )
    .group_by(_ISLANDS.c.type, _ISLANDS.c.place, _ISLANDS.c.series, _ISLANDS.c.island)
    .order_by(_ISLANDS.c.type, _ISLANDS.c.place, _ISLANDS.c.series, func.min(_ISLANDS.c.number))
)
_HELD_GOODS = (
    select(stock_goods)
    .where(
        stock_goods.c.site == _SITE,
        stock_goods.c.pieces > 0,
        stock_goods.c.place.in_(bindparam("places", expanding=True)),
    )
    .order_by(stock_goods.c.type, stock_goods.c.place)
)
_STORE_UNITS = select(func.count().label("pieces")).where(
    stock_units.c.site == _SITE, stock_units.c.type == _TYPE, stock_units.c.place == _PLACE
)
_OF_REFERENCE = (
    select(stock_moves)
    .where(stock_moves.c.site == _SITE, stock_moves.c.reference == bindparam("reference"))
    .order_by(stock_moves.c.id)
)
_TOUCHING = or_(stock_moves.c.source == _PLACE, stock_moves.c.target == _PLACE)
_SINCE = (
    select(stock_moves)
    .where(stock_moves.c.site == _SITE, _TOUCHING, stock_moves.c.day >= bindparam("day"))
    .order_by(stock_moves.c.id)
)
_SIGNED = func.sum(case((stock_moves.c.target == _PLACE, stock_moves.c.pieces), else_=-stock_moves.c.pieces))
_OPENING = (
    select(stock_moves.c.type, _SIGNED.label("count"))
    .where(stock_moves.c.site == _SITE, _TOUCHING, stock_moves.c.day < bindparam("day"))
    .group_by(stock_moves.c.type)
)


@dataclass(frozen=True)
class Held:
    """Goods of one type at one place; ``free`` of ``count`` are neither offered nor named nor reported missing."""

    type: str
    place: str
    count: int
    free: int
    ranges: tuple[Range, ...]


def add_unit(store: Store, **values: Any) -> None:
    """A piece never seen before, by column. The primary key refuses a second one."""
    forget(store, ("unit", values["site"], values["type"], values["series"], values["number"]))
    store.insert(stock_units, **values)


def save_unit(store: Store, row: Row[Any], **changes: Any) -> None:
    """Write the row back with its changes."""
    forget(store, ("unit", row.site, row.type, row.series, row.number))
    save(store, stock_units, row, **changes)


async def units_of(store: Store, site: str, goods: Goods) -> list[Row[Any]]:
    """The pieces that the desk has ever had of these, locked, in order."""
    found: list[Row[Any]] = []
    for each in goods.ranges:
        numbers = range(each.first, each.last + 1) if len(each) <= FEW else ()
        ahead = all_kept(store, [("unit", site, goods.type, each.series, number) for number in numbers])
        if numbers and ahead is not None:
            found += ahead
            continue
        where = {"site": site, "type": goods.type, "series": each.series, "first": each.first, "last": each.last}
        found += await rows_for_update(store, _UNITS, where)
    return found


async def units_of_charge(store: Store, site: str, charge_id: str) -> list[Row[Any]]:
    """The pieces named for a charge or sold with it, locked."""
    return list(await rows_for_update(store, _OF_CHARGE, {"site": site, "charge_id": charge_id}))


async def get_goods(store: Store, site: str, kind: str, place: str) -> tuple[int, int]:
    """Count of goods without serials at a place, and how many of them are claimed. Until the commit nobody else
    changes them."""
    await serialise(store, f"{site}:goods:{kind}:{place}")
    row = await row_for_update(store, _GOODS, {"site": site, "type": kind, "place": place})
    return (0, 0) if row is None else (int(row.pieces), int(row.claimed))


def put_goods(store: Store, site: str, kind: str, place: str, *, count: int, claimed: int) -> None:
    """What is there now."""
    store.put(stock_goods, site=site, type=kind, place=place, pieces=count, claimed=claimed)


def add_move(work: Work, kind: str, goods: Goods, source: str, target: str, **more: Any) -> None:
    """Log a move, a line for each range. ``more``: reference, number, note."""
    ranges: Iterable[Range | None] = goods.ranges or [None]
    for each in ranges:
        work.store.insert(
            stock_moves,
            id=work.new_id(),
            site=work.site,
            at=work.now,
            day=work.playbook.calendar.local_date(work.now).isoformat(),
            kind=kind,
            type=goods.type,
            source=source,
            target=target,
            pieces=goods.count if each is None else len(each),
            series=None if each is None else each.series,
            first=None if each is None else each.first,
            last=None if each is None else each.last,
            actor=work.actor,
            **more,
        )


async def held_at(store: Store, site: str, places: Collection[str]) -> list[Held]:
    """What is at these places, by type and place."""
    where = {"site": site, "places": list(places)}
    out: dict[tuple[str, str], Held] = {}
    for row in await store.rows(_HELD_UNITS, where):
        key = (row.type, row.place)
        before = out.get(key, Held(row.type, row.place, 0, 0, ()))
        span = Range(row.series, int(row.first), int(row.last))
        ranges = (*before.ranges, span)
        out[key] = Held(row.type, row.place, before.count + len(span), before.free + int(row.free), ranges)
    for row in await store.rows(_HELD_GOODS, where):
        out[row.type, row.place] = Held(row.type, row.place, int(row.pieces), int(row.pieces - row.claimed), ())
    return [out[key] for key in sorted(out)]


async def count_at(store: Store, site: str, kind: str, place: str, *, serial: bool) -> int:
    """How many of a type are at a place."""
    where = {"site": site, "type": kind, "place": place}
    row = await store.row(_STORE_UNITS if serial else _GOODS, where)
    return 0 if row is None else int(row.pieces)


async def moves_of(store: Store, site: str, reference: str) -> Sequence[Row[Any]]:
    """What one offer, charge, gift or difference moved, oldest first."""
    return await store.rows(_OF_REFERENCE, {"site": site, "reference": reference})


async def moves_since(store: Store, site: str, place: str, day: str) -> dict[str, list[tuple[str, Move]]]:
    """The moves of a place from a day on, by type, each with its day, oldest first."""
    out: dict[str, list[tuple[str, Move]]] = {}
    for row in await store.rows(_SINCE, {"site": site, "place": place, "day": day}):
        span = None if row.series is None else Range(row.series, int(row.first), int(row.last))
        move = Move(row.kind, row.source, row.target, int(row.pieces), span)
        out.setdefault(row.type, []).append((row.day, move))
    return out


async def opening_of(store: Store, site: str, place: str, day: str) -> dict[str, int]:
    """How many of each type were at a place when the day began, by the log alone."""
    found = await store.rows(_OPENING, {"site": site, "place": place, "day": day})
    return {row[0]: int(row[1]) for row in found}


async def move_page(store: Store, site: str, query: ListStockMoves) -> tuple[list[Row[Any]], bool]:
    """Moves that match the query, oldest first, and whether more follow."""
    statement = select(stock_moves).where(stock_moves.c.site == site).order_by(stock_moves.c.id)
    if query.type is not None:
        statement = statement.where(stock_moves.c.type == query.type)
    if query.reference is not None:
        statement = statement.where(stock_moves.c.reference == query.reference)
    if query.serial is not None:
        series, number = parse_serial(query.serial)
        inside = and_(stock_moves.c.first <= number, stock_moves.c.last >= number)
        statement = statement.where(stock_moves.c.series == series, inside)
    if query.cursor is not None:
        statement = statement.where(stock_moves.c.id > query.cursor)
    return await page(store, statement, query.limit)
