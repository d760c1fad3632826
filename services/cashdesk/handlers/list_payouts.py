"""What is or was owed to customers, newest last."""

from chassis.work import Work
from contracts.cashdesk import ListPayouts, PayoutPage, PayoutRow
from contracts.money import Money
from services.cashdesk.repository.payouts import payout_page


async def list_payouts(query: ListPayouts, work: Work) -> PayoutPage:
    found, more = await payout_page(work.store, work.site, query)
    rows = [
        PayoutRow(
            payout_id=row.id,
            number=row.number,
            name=row.name,
            amount=Money.of_minor(row.amount_minor, row.currency),
            state=row.state,
            opened_at=row.opened_at,
            opened_by=row.clerk,
            method=row.method,
            paid_by=row.paid_by,
            paid_at=row.paid_at,
            reference=row.reference,
        )
        for row in found
    ]
    return PayoutPage(rows=rows, next=found[-1].id if more else None)
