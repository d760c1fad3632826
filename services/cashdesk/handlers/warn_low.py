"""The store runs low of a type: said when it falls to the playbook's limit, not again while it stays there."""

from collections.abc import Sequence

from chassis.work import Work
from contracts.cashdesk import StockLow
from services.cashdesk.domain.stock import STORE, Goods, rules_of
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.repository.stock import count_at


async def warn_low(work: Work, gone: Sequence[Goods]) -> None:
    """After ``gone`` left the store."""
    stock = rules_of(work.playbook)
    for goods in gone:
        kind = stock.types[goods.type]
        if kind.reorder_at is None:
            continue
        left = await count_at(work.store, work.site, goods.type, STORE, serial=kind.serial)
        if left <= kind.reorder_at < left + goods.count:
            told = all_of_roles(work, stock.low_to)
            work.announce(StockLow(type=goods.type, left=left, reorder_at=kind.reorder_at, recipients=told))
