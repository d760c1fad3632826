"""Whether a request still owes its customer something."""

from chassis.work import Work
from services.cashdesk.domain.paying import all_settled
from services.cashdesk.repository.payouts import payouts_of
from services.cashdesk.repository.reading import serialise


async def no_payout_open(work: Work, number: str) -> bool:
    """What this transaction wrote included; two that settle at the same moment look one after the other."""
    await serialise(work.store, f"{work.site}:{number}")
    return all_settled([row.state for row in await payouts_of(work.store, work.site, number)])
