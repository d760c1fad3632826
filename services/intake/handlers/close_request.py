"""Close a request, by hand or because nothing more is owed."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Done
from contracts.intake import CloseRequest, RequestArchived, RequestClosed
from services.intake.domain import lifecycle, planning
from services.intake.handlers import shared
from services.intake.repository import requests


async def close_request(command: CloseRequest, work: Work) -> Done:
    """Close by hand, by its owner, what needs no order, payment or callback any more."""
    row = await shared.request_of(work, command.number)
    owed = planning.owed(work.playbook.lines.get(row.line), row)
    lifecycle.may_be_closed(row.number, row.state, owed)
    shared.must_own(work, row)
    await requests.change_request(
        work.store,
        work.site,
        row.number,
        state="closed",
        closed_at=work.now,
        outcome=command.outcome,
        offered_to=None,
    )
    shared.note(work, _closed(row, command.outcome))
    return Done(number=row.number)


async def close_and_archive(work: Work, row: Row[Any], outcome: str) -> None:
    """Close and archive at once what other services have brought to its end. Rule PD-08."""
    await requests.change_request(
        work.store,
        work.site,
        row.number,
        state="archived",
        closed_at=work.now,
        outcome=outcome,
        offered_to=None,
    )
    shared.note(work, _closed(row, outcome))
    shared.note(work, RequestArchived(number=row.number))


def _closed(row: Row[Any], outcome: str) -> RequestClosed:
    return RequestClosed(
        number=row.number, line=row.line, owner=row.owner, outcome=outcome, recorded_at=row.recorded_at
    )
