"""Where goods are, what became of a clerk's issues, and the papers behind it. Rules TH-03, TH-04."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    ListStockDifferences,
    ListStockMoves,
    ListStockOffers,
    SerialRange,
    StockAccount,
    StockAccountRow,
    StockAccountView,
    StockDifferencePage,
    StockDifferenceRow,
    StockMovePage,
    StockMoveRow,
    StockOfferPage,
    StockOfferRow,
    StockPile,
    StockPosition,
    StockPositionRow,
    StockPositionView,
)
from contracts.problems import Forbidden
from services.cashdesk.domain.stock import (
    COLUMNS,
    RETURNED,
    STORE,
    Account,
    Move,
    Pile,
    day_of,
    held_by,
    holder_of,
    rules_of,
    type_of,
)
from services.cashdesk.domain.stock_ranges import Range, write_ranges
from services.cashdesk.repository.offers import difference_page, offer_page
from services.cashdesk.repository.stock import count_at, held_at, move_page, moves_since, opening_of


def _whose(work: Work, person: str | None) -> list[str]:
    """Whom the asker may see: store, managers and approvers everybody, others themselves. Raises Forbidden."""
    stock = rules_of(work.playbook)
    seeing = {*stock.store_roles, *stock.difference_approved_by, *work.playbook.managers}
    if work.is_admin or work.person.has(seeing):
        return sorted(work.staff.people) if person is None else [person]
    if person not in (None, work.actor):
        raise Forbidden(f"'{work.actor}' sees the own goods only; all are for {', '.join(sorted(seeing))}")
    return [work.actor]


async def show_position(query: StockPosition, work: Work) -> StockPositionView:
    """Raises NotFound for an unknown type, Forbidden for somebody else's goods."""
    stock = rules_of(work.playbook)
    if query.type is not None:
        type_of(query.type, stock, "type")
    people = _whose(work, query.holder)
    all_places = query.holder is None and people != [work.actor]
    places = [held_by(person) for person in people] + ([STORE, RETURNED] if all_places else [])
    rows = [
        StockPositionRow(
            type=held.type, place=held.place, count=held.count, free=held.free, serials=write_ranges(held.ranges)
        )
        for held in await held_at(work.store, work.site, places)
        if query.type in (None, held.type)
    ]
    return StockPositionView(rows=rows, low=[] if not all_places else await _low(work))


async def _low(work: Work) -> list[str]:
    out = []
    for name, kind in rules_of(work.playbook).types.items():
        if kind.reorder_at is not None:
            left = await count_at(work.store, work.site, name, STORE, serial=kind.serial)
            out += [name] if left <= kind.reorder_at else []
    return out


async def show_account(query: StockAccount, work: Work) -> StockAccountView:
    """One row for each person and type with anything held or moved that day. Raises NotFound or Forbidden."""
    stock = rules_of(work.playbook)
    if query.type is not None:
        type_of(query.type, stock, "type")
    day = query.day or work.playbook.calendar.local_date(work.now)
    rows: list[StockAccountRow] = []
    for person in _whose(work, query.person):
        rows += [row for row in await _days(work, person, day) if query.type in (None, row.type)]
    return StockAccountView(day=day, rows=rows)


async def _days(work: Work, person: str, day: date) -> list[StockAccountRow]:
    place, today = held_by(person), day.isoformat()
    held = {each.type: Pile(each.count, each.ranges) for each in await held_at(work.store, work.site, [place])}
    since = await moves_since(work.store, work.site, place, today)
    opening = await opening_of(work.store, work.site, place, today)
    rows = []
    for name in sorted({*held, *since, *opening}):
        moves = since.get(name, [])
        on_day: list[Move] = [move for moved, move in moves if moved == today]
        after = [move for moved, move in moves if moved > today]
        account = day_of(person, held.get(name, Pile()), opening.get(name, 0), on_day, after)
        if on_day or account.opening.count or account.held.count:
            rows.append(_account_row(person, name, account))
    return rows


def _account_row(person: str, name: str, account: Account) -> StockAccountRow:
    piles = {"opening": account.opening, "held": account.held} | {key: account.piles[key] for key in COLUMNS}
    written = {key: StockPile(count=pile.count, serials=write_ranges(pile.ranges)) for key, pile in piles.items()}
    return StockAccountRow.model_validate({"person": person, "type": name, "balanced": account.balanced, **written})


async def list_offers(query: ListStockOffers, work: Work) -> StockOfferPage:
    found, more = await offer_page(work.store, work.site, query)
    rows = [
        StockOfferRow(
            offer_id=row.id,
            kind=row.kind,
            giver=row.giver,
            to=row.receiver,
            lines=row.lines,
            state=row.state,
            offered_at=row.offered_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            reason=row.reason,
        )
        for row in found
    ]
    return StockOfferPage(rows=rows, next=found[-1].id if more else None)


async def list_moves(query: ListStockMoves, work: Work) -> StockMovePage:
    found, more = await move_page(work.store, work.site, query)
    rows = [
        StockMoveRow(
            move_id=row.id,
            at=row.at,
            kind=row.kind,
            type=row.type,
            source=row.source,
            target=row.target,
            count=row.pieces,
            serials=_span(row),
            actor=row.actor,
            reference=row.reference,
            number=row.number,
            note=row.note,
        )
        for row in found
    ]
    return StockMovePage(rows=rows, next=found[-1].id if more else None)


def _span(row: Row[Any]) -> SerialRange | None:
    return None if row.series is None else write_ranges([Range(row.series, row.first, row.last)])[0]


async def list_differences(query: ListStockDifferences, work: Work) -> StockDifferencePage:
    found, more = await difference_page(work.store, work.site, query)
    rows = [
        StockDifferenceRow(
            difference_id=row.id,
            holder=holder_of(row.place),
            missing=row.missing,
            counted_by=row.counted_by,
            reason=row.reason,
            state=row.state,
            recorded_at=row.recorded_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            note=row.note,
        )
        for row in found
    ]
    return StockDifferencePage(rows=rows, next=found[-1].id if more else None)
