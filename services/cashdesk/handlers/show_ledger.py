"""The ledger as accountants read it: the trial balance, and line by line."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    AccountRow,
    LedgerLine,
    LedgerLinePage,
    ListEntries,
    TrialBalance,
    TrialBalanceView,
)
from contracts.money import Money
from services.cashdesk.repository.ledger import line_page, sums


async def show_trial_balance(query: TrialBalance, work: Work) -> TrialBalanceView:
    """All accounts up to and including ``at`` (default: all that is booked). A debit balance is above zero."""
    currency = work.playbook.currency
    found = await sums(work.store, work.site, query.at, currency)
    debit, credit = sum(row.debit for row in found), sum(row.credit for row in found)
    rows = [
        AccountRow(
            account=row.account,
            debit=Money.of_minor(row.debit, currency),
            credit=Money.of_minor(row.credit, currency),
            balance=Money.of_minor(row.debit - row.credit, currency),
        )
        for row in found
    ]
    return TrialBalanceView(
        at=query.at or work.now,
        rows=rows,
        debit=Money.of_minor(debit, currency),
        credit=Money.of_minor(credit, currency),
        balanced=debit == credit,
    )


async def list_entries(query: ListEntries, work: Work) -> LedgerLinePage:
    """Posting by posting, newest last. Raises Invalid for a cursor that is none."""
    found, more = await line_page(work.store, work.site, query)
    last = found[-1] if more else None
    return LedgerLinePage(rows=[_line(row) for row in found], next=f"{last.entry_id}:{last.line}" if last else None)


def _line(row: Row[Any]) -> LedgerLine:
    return LedgerLine(
        entry_id=row.entry_id,
        account=row.account,
        debit=Money.of_minor(row.debit_minor, row.currency),
        credit=Money.of_minor(row.credit_minor, row.currency),
        at=row.at,
        actor=row.actor,
        number=row.number,
        memo=row.memo,
        corrects=row.corrects,
        command_id=row.message_id,
    )
