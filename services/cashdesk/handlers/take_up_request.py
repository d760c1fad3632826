"""A confirmed request: what its tables decide, what it costs, what departments bear."""

from chassis.work import Work
from contracts.intake import RequestConfirmed
from services.cashdesk.handlers.decide_request import decide_request
from services.cashdesk.handlers.open_allocations import open_allocations
from services.cashdesk.handlers.raise_charges import raise_charges
from services.cashdesk.handlers.read_ahead import read_requests_ahead
from services.cashdesk.repository.charges import is_cancelled

FROM_REQUEST = "request"


async def take_up_request(event: RequestConfirmed, work: Work) -> None:
    """Ask the tables of the line, raise the charges under the clerk's name and open the allocations; a request that a
    table refuses costs nothing. Rules PD-19, PD-21, FS-02, FS-10."""
    line = work.playbook.lines.get(event.line)
    asking = line if line is not None and line.decides else None
    if asking is None and not event.charges and not event.allocations:
        return
    await read_requests_ahead(work)
    if await is_cancelled(work.store, work.site, event.number):
        return
    if asking is not None and not await decide_request(event, asking, work):
        return
    await open_allocations(event, work)
    await raise_charges(work, event.number, FROM_REQUEST, event.charges, event.received_by)
