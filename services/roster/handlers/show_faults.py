"""Faults that were attributed."""

from chassis.work import Work
from contracts.roster import FaultPage, ListFaults
from services.roster.repository import faults as fault_repository


async def list_faults(query: ListFaults, work: Work) -> FaultPage:
    """Newest first. Rule TH-16."""
    found = await fault_repository.page_of_faults(work.store, work.site, query)
    rows = found[: query.limit]
    return FaultPage(rows=rows, next=rows[-1].fault_id if len(found) > query.limit else None)
