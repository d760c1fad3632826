"""Goods that should be there and are not: counted by one, decided by another. Rule TH-04."""

from chassis.work import Work
from contracts.cashdesk import (
    DecideStockDifference,
    DifferenceReceipt,
    RecordStockDifference,
    StockAmount,
    StockDifferenceDecided,
    StockDifferenceRecorded,
)
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.stock import DIFFERENCE, MISSING, STORE, held_by, holder_of, read_goods, rules_of
from services.cashdesk.handlers.move_goods import claim_goods, find_goods, move_goods
from services.cashdesk.handlers.warn_low import warn_low
from services.cashdesk.repository.offers import add_difference, get_difference, save_difference


async def record_difference(command: RecordStockDifference, work: Work) -> DifferenceReceipt:
    """The goods stay on the holder's account, and cannot be sold or handed on, until it is decided. Raises Forbidden
    for somebody who neither keeps the store, nor holds goods, nor decides on differences."""
    stock = rules_of(work.playbook)
    counters = {*stock.store_roles, *stock.holders, *stock.difference_approved_by}
    if not work.person.has(counters):
        raise Forbidden(f"'{work.actor}' counts no goods; roles that do: {', '.join(sorted(counters))}")
    place = STORE
    if command.holder is not None:
        place = held_by(work.colleague(command.holder, "holder").actor)
    goods = read_goods(command.missing, stock, "missing")
    found = await find_goods(work, goods, place, "missing.serials" if goods.ranges else "missing.count")
    difference_id = work.new_id()
    await claim_goods(work, found, f"difference:{difference_id}")
    add_difference(
        work.store,
        id=difference_id,
        site=work.site,
        place=place,
        missing=command.missing.model_dump(mode="json"),
        counted_by=work.actor,
        reason=command.reason,
        state="recorded",
        recorded_at=work.now,
    )
    work.announce(
        StockDifferenceRecorded(
            difference_id=difference_id,
            holder=command.holder,
            missing=command.missing,
            counted_by=work.actor,
            reason=command.reason,
            approver_roles=list(stock.difference_approved_by),
        )
    )
    return DifferenceReceipt(difference_id=difference_id, state="recorded")


async def decide_difference(command: DecideStockDifference, work: Work) -> DifferenceReceipt:
    """Raises Forbidden for who counted, who holds the goods, and other roles; Conflict when it is decided."""
    stock = rules_of(work.playbook)
    roles = stock.difference_approved_by
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not decide on differences; roles that do: {', '.join(roles)}")
    row = await get_difference(work.store, work.site, command.difference_id)
    if work.actor in (row.counted_by, holder_of(row.place)):
        raise Forbidden("whoever counted or holds the goods does not decide on their difference; ask another approver")
    if row.state != "recorded":
        raise Conflict(f"the difference is already {row.state}, by '{row.decided_by}'")
    missing = StockAmount.model_validate(row.missing)
    goods = read_goods(missing, stock, "missing")
    found = await find_goods(work, goods, row.place, "difference_id", claim=f"difference:{row.id}")
    if command.approved:
        await move_goods(work, found, DIFFERENCE, MISSING, row.id, note=row.reason)
    else:
        await claim_goods(work, found, None)
    state = "approved" if command.approved else "refused"
    save_difference(work.store, row, state=state, decided_by=work.actor, decided_at=work.now, note=command.note)
    work.announce(
        StockDifferenceDecided(
            difference_id=row.id,
            holder=holder_of(row.place),
            missing=missing,
            approved=command.approved,
            by=work.actor,
            note=command.note,
        )
    )
    if command.approved and row.place == STORE:
        await warn_low(work, [goods])
    return DifferenceReceipt(difference_id=row.id, state="approved" if command.approved else "refused")
