"""Refunds and what became of them, newest last."""

from chassis.work import Work
from contracts.cashdesk import ListRefunds, RefundPage, RefundRow
from contracts.money import Money
from services.cashdesk.repository.payments import refund_page


async def list_refunds(query: ListRefunds, work: Work) -> RefundPage:
    found, more = await refund_page(work.store, work.site, query)
    rows = [
        RefundRow(
            refund_id=row.id,
            payment_id=row.payment_id,
            charge_id=row.charge_id,
            number=row.number,
            amount=Money.of_minor(row.amount_minor, row.currency),
            state=row.state,
            applicant=row.applicant,
            reason=row.reason,
            requested_at=row.requested_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            note=row.note,
        )
        for row in found
    ]
    return RefundPage(rows=rows, next=found[-1].id if more else None)
