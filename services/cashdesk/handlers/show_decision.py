"""What the tables decided about a request, and on what. Rules FS-02, FS-10."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import DecisionRow, DecisionView, GetDecision
from contracts.money import Money
from services.cashdesk.repository.decisions import decisions_of


async def show_decision(query: GetDecision, work: Work) -> DecisionView:
    found = await decisions_of(work.store, work.site, query.number)
    return DecisionView(number=query.number, rows=[_row(row) for row in found])


def _row(row: Row[Any]) -> DecisionRow:
    return DecisionRow(
        name=row.name,
        table=row.decision_table,
        title=row.title,
        row=row.row,
        allowed=row.allowed,
        reason=row.reason,
        note=row.note,
        fee=None if row.fee_minor is None else Money.of_minor(row.fee_minor, row.currency),
        inputs=row.inputs,
        playbook_version=row.playbook_version,
        at=row.at,
    )
