"""Goods are looked for, claimed, set free and moved; each move is logged. Nothing else changes where goods are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.problems import Conflict, NotFound
from services.cashdesk.domain.stock import OUTSIDE, Goods, say_place
from services.cashdesk.domain.stock_ranges import Ranges, of_numbers, say, subtract
from services.cashdesk.repository.stock import add_move, get_goods, put_goods, save_unit, units_of


@dataclass(frozen=True)
class Found:
    """Goods that are at ``place`` under ``claim``, locked. ``units`` are their rows when they have serials."""

    goods: Goods
    place: str
    claim: str | None
    units: list[Row[Any]]


async def find_goods(
    work: Work, goods: Goods, place: str, path: str, *, claim: str | None = None, also: str | None = None
) -> Found:
    """All of them at this place and free, or under this very claim; pieces under the claim ``also`` count as free.
    Raises NotFound and Conflict that name the serials which are not, and where they are."""
    if goods.ranges:
        return await _find_units(work, goods, place, path, {claim, also or claim})
    count, claimed = await get_goods(work.store, work.site, goods.type, place)
    free = count - claimed if claim is None else claimed
    if goods.count > free:
        raise Conflict(
            f"{goods.count} of '{goods.type}' are not there: {free} are {say_place(place)} and free",
            slug="not-enough-stock",
            errors={path: f"at most {free}"},
        )
    return Found(goods, place, claim, [])


async def _find_units(work: Work, goods: Goods, place: str, path: str, claims: set[str | None]) -> Found:
    units = await units_of(work.store, work.site, goods)
    unknown = subtract(goods.ranges, spans(units))
    if unknown:
        raise NotFound(
            f"the desk never had {say(unknown)} of '{goods.type}'", errors={path: f"never received: {say(unknown)}"}
        )
    elsewhere = [unit for unit in units if unit.place != place]
    if elsewhere:
        where = {name: spans([u for u in elsewhere if u.place == name]) for name in {u.place for u in elsewhere}}
        said = "; ".join(f"{say(where[name])} {say_place(name)}" for name in sorted(where))
        raise Conflict(f"not {say_place(place)}: {said}", slug="stock-elsewhere", errors={path: said})
    taken = [unit for unit in units if unit.claim not in claims]
    if taken:
        reasons = {unit.claim: spans([u for u in taken if u.claim == unit.claim]) for unit in taken}
        said = "; ".join(f"{say(ranges)} {_say_claim(name)}" for name, ranges in sorted(reasons.items(), key=str))
        raise Conflict(f"not free: {said}", slug="stock-claimed", errors={path: said})
    return Found(goods, place, None, units)


def _say_claim(claim: str | None) -> str:
    kind, _, what = (claim or "").partition(":")
    words = {
        "offer": f"offered to somebody ({what}), not yet signed",
        "charge": f"named for the charge {what}",
        "difference": f"reported missing ({what}), not yet decided",
    }
    return words.get(kind, "free, so not under this offer any more")


def spans(units: list[Row[Any]]) -> Ranges:
    """The ranges of rows."""
    by_series: dict[str, list[int]] = {}
    for unit in units:
        by_series.setdefault(unit.series, []).append(unit.number)
    return tuple(span for series in sorted(by_series) for span in of_numbers(series, by_series[series]))


async def claim_goods(work: Work, found: Found, claim: str | None, *, charge_id: str | None = None) -> None:
    """Put a claim on them, or set them free with None."""
    for unit in found.units:
        save_unit(work.store, unit, claim=claim, charge_id=charge_id)
    if not found.goods.ranges:
        goods = found.goods
        count, claimed = await get_goods(work.store, work.site, goods.type, found.place)
        change = goods.count if found.claim is None else -goods.count
        put_goods(work.store, work.site, goods.type, found.place, count=count, claimed=claimed + change)


async def move_goods(
    work: Work, found: Found, target: str, kind: str, reference: str, *, charge_id: str | None = None, **more: Any
) -> None:
    """Bring them to ``target``, free there. ``more``: number, note."""
    goods = found.goods
    for unit in found.units:
        save_unit(work.store, unit, place=target, claim=None, charge_id=charge_id, at=work.now)
    if not goods.ranges:
        await _move_counted(work, found, target)
    add_move(work, kind, goods, found.place, target, reference=reference, **more)


async def _move_counted(work: Work, found: Found, target: str) -> None:
    """Places are taken up in the order of their names, so that two moves never wait for each other."""
    goods, store, site = found.goods, work.store, work.site
    inside = sorted({found.place, target} - OUTSIDE)
    before = {place: await get_goods(store, site, goods.type, place) for place in inside}
    if found.place in before:
        count, claimed = before[found.place]
        freed = goods.count if found.claim is not None else 0
        put_goods(store, site, goods.type, found.place, count=count - goods.count, claimed=claimed - freed)
    if target in before:
        count, claimed = before[target]
        put_goods(store, site, goods.type, target, count=count + goods.count, claimed=claimed)
