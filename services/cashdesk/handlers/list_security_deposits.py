"""What the desk holds of its customers' money, and what became of it, newest last."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import KeepRow, ListSecurityDeposits, SecurityDepositPage, SecurityDepositRow
from contracts.money import Money
from services.cashdesk.repository.security_deposits import keeps_of, security_deposit_page


async def list_security_deposits(query: ListSecurityDeposits, work: Work) -> SecurityDepositPage:
    found, more = await security_deposit_page(work.store, work.site, query)
    keeps = await keeps_of(work.store, [row.id for row in found])
    rows = [_row(row, keeps[row.id]) for row in found]
    return SecurityDepositPage(rows=rows, next=found[-1].id if more else None)


def _row(row: Row[Any], keeps: list[Row[Any]]) -> SecurityDepositRow:
    return SecurityDepositRow(
        deposit_id=row.id,
        purpose=row.purpose,
        method=row.method,
        amount=Money.of_minor(row.amount_minor, row.currency),
        returned=Money.of_minor(row.returned_minor, row.currency),
        kept=Money.of_minor(row.kept_minor, row.currency),
        held=Money.of_minor(_held(row), row.currency),
        state=row.state,
        number=row.number,
        item=row.item,
        customer=row.customer,
        phone=row.phone,
        reference=row.reference,
        taken_by=row.taken_by,
        taken_at=row.at,
        keeps=[_keep(keep, row.currency) for keep in keeps],
    )


def _held(row: Row[Any]) -> int:
    """Nothing of one that was corrected away."""
    return 0 if row.state == "corrected" else row.amount_minor - row.returned_minor - row.kept_minor


def _keep(row: Row[Any], currency: str) -> KeepRow:
    return KeepRow(
        keep_id=row.id,
        amount=Money.of_minor(row.amount_minor, currency),
        name=row.name,
        state=row.state,
        applicant=row.actor,
        reason=row.reason,
        requested_at=row.at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
    )
