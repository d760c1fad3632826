"""Cancel a request that is no longer wanted."""

from chassis.work import Work
from contracts.base import Done
from contracts.intake import CancelRequest, RequestCancelled
from services.intake.domain import lifecycle
from services.intake.handlers import reporting, shared
from services.intake.repository import requests


async def cancel_request(command: CancelRequest, work: Work) -> Done:
    """Only while it is neither settled nor ended; order, charges and callbacks fall with it. Rule PD-08."""
    row = await shared.request_of(work, command.number)
    lifecycle.may_be_cancelled(row.number, row.state)
    await requests.change_request(
        work.store,
        work.site,
        row.number,
        state="cancelled",
        closed_at=work.now,
        outcome=command.reason,
        offered_to=None,
    )
    await reporting.withdraw_report(work, row.line, row.number)
    shared.note(work, RequestCancelled(number=row.number, line=row.line, reason=command.reason))
    return Done(number=row.number)
