"""The chain of sealed days."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import AccountRow, ListSeals, SealPage, SealRow
from contracts.money import Money
from contracts.problems import Invalid
from services.cashdesk.repository.sealing import read_balances, seal_page


async def list_seals(query: ListSeals, work: Work) -> SealPage:
    """Newest last. Raises Invalid for a cursor that is none."""
    if query.cursor is not None and not (query.cursor.isdecimal() and len(query.cursor) <= 9):
        raise Invalid("not a cursor of this view", errors={"cursor": "give back 'next' of the page before"})
    found, more = await seal_page(work.store, work.site, query)
    return SealPage(rows=[_row(row) for row in found], next=str(found[-1].sequence) if more else None)


def _row(row: Row[Any]) -> SealRow:
    balances = [
        AccountRow(
            account=each.account,
            debit=Money.of_minor(each.debit, each.currency),
            credit=Money.of_minor(each.credit, each.currency),
            balance=Money.of_minor(each.debit - each.credit, each.currency),
        )
        for each in read_balances(row.balances)
    ]
    return SealRow(
        sequence=row.sequence,
        day=row.day,
        since=row.since,
        up_to=row.up_to,
        entries=row.entries,
        debit=Money.of_minor(row.debit_minor, row.currency),
        credit=Money.of_minor(row.credit_minor, row.currency),
        previous=row.previous,
        hash=row.hash,
        sealed_by=row.sealed_by,
        sealed_at=row.sealed_at,
        balances=balances,
    )
