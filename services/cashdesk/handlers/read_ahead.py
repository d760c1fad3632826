"""Payments and confirmed requests come by the hundred: what those of one transaction need is read at once.

Whether each is permitted, and right, is seen in its turn; what was not read ahead is read then.
"""

from chassis.work import Work
from contracts.cashdesk import TakePayment
from contracts.intake import RequestConfirmed
from contracts.problems import Invalid
from services.cashdesk.domain.paying import CASH
from services.cashdesk.domain.stock import sold_as
from services.cashdesk.domain.stock_ranges import count, read_ranges
from services.cashdesk.repository.ahead import (
    charges_ahead,
    requests_ahead,
    sessions_ahead,
    states_ahead,
    units_ahead,
)
from services.cashdesk.repository.stock import FEW


async def read_payments_ahead(work: Work) -> None:
    """Charges, drawers, pieces, and what else is open of their requests, for all payments of this transaction."""
    commands = work.together(TakePayment) if work.first_of(TakePayment) else []
    if len(commands) < 2:
        return
    store, site = work.store, work.site
    charges = await charges_ahead(store, site, {command.charge_id for _, command in commands})
    clerks = {actor for actor, command in commands if command.method == CASH}
    if clerks:
        await sessions_ahead(store, site, clerks)
    items = {charge.id: charge.item for charge in charges}
    wanted: dict[tuple[str, str], set[int]] = {}
    for _, command in commands:
        _add_pieces(work, command, items.get(command.charge_id), wanted)
    await units_ahead(store, site, wanted)
    await states_ahead(store, site, {charge.number for charge in charges})


def _add_pieces(work: Work, command: TakePayment, item: str | None, wanted: dict[tuple[str, str], set[int]]) -> None:
    kind = sold_as(item, work.playbook.stock)
    if kind is None or not command.serials:
        return
    try:
        ranges = read_ranges(command.serials, "serials", FEW)
    except Invalid:  # many, or wrong: said when it is this command's turn
        return
    if count(ranges) <= FEW:
        for each in ranges:
            wanted.setdefault((kind, each.series), set()).update(range(each.first, each.last + 1))


async def read_requests_ahead(work: Work) -> None:
    """Charges and cancellations, for all confirmed requests of this transaction that cost something."""
    if not work.first_of(RequestConfirmed):
        return
    events = [event for _, event in work.together(RequestConfirmed) if event.charges or event.allocations]
    if len(events) > 1:
        await requests_ahead(work.store, work.site, {event.number for event in events})
