"""A step made money owed to the customer. Rule FS-11."""

from chassis.work import Work
from contracts.base import PayoutDue
from contracts.cashdesk import PayoutOpened, PayoutSettled
from services.cashdesk.domain.movements import owe_customer
from services.cashdesk.domain.pricing import payout_minor
from services.cashdesk.handlers.settle_payout import no_payout_open
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.payouts import add_payout, payouts_of

NOTHING = "none"
"""The method of a payout of nothing, which is settled at once."""


async def open_payout(work: Work, number: str, source: str, due: PayoutDue, clerk: str) -> None:
    """Once for each ``source`` and name. Raises CannotPrice for another currency or an amount below zero."""
    amount = payout_minor(due, work.playbook)
    opened = {(row.source, row.name) for row in await payouts_of(work.store, work.site, number)}
    if (source, due.name) in opened:
        return
    payout_id = work.new_id()
    entry_id = None
    if amount:
        entry_id = await post(work, owe_customer(due.name, amount), payout_id, number=number, actor=clerk)
    add_payout(
        work.store,
        id=payout_id,
        site=work.site,
        number=number,
        source=source,
        name=due.name,
        amount_minor=amount,
        currency=work.playbook.currency,
        state="open" if amount else "settled",
        clerk=clerk,
        opened_at=work.now,
        entry_id=entry_id,
    )
    work.announce(PayoutOpened(payout_id=payout_id, number=number, name=due.name, amount=due.amount))
    if not amount:
        work.announce(
            PayoutSettled(
                payout_id=payout_id,
                number=number,
                name=due.name,
                amount=due.amount,
                method=NOTHING,
                paid_by=clerk,
                all_settled=await no_payout_open(work, number),
            )
        )
