"""Faults that were attributed."""

from typing import Any

from sqlalchemy import or_, select

from chassis.store import Store
from contracts.roster import Evidence, FaultRow, ListFaults
from services.roster.tables import faults


def add_fault(store: Store, site: str, fault: FaultRow, outgoing: str) -> None:
    answers = {"outgoing_answers": outgoing if outgoing in fault.persons else None}
    answers["incoming_answers"] = next((person for person in fault.persons if person != outgoing), None)
    values = fault.model_dump(exclude={"fault_id", "evidence"})
    evidence = [fact.model_dump(mode="json") for fact in fault.evidence]
    store.insert(faults, site=site, id=fault.fault_id, evidence=evidence, **answers, **values)


async def page_of_faults(store: Store, site: str, asked: ListFaults) -> list[FaultRow]:
    """Newest first; one row more than asked for when there is a further page."""
    query = select(faults).where(faults.c.site == site)
    if asked.handover_id is not None:
        query = query.where(faults.c.handover_id == asked.handover_id)
    if asked.cursor is not None:
        query = query.where(faults.c.id < asked.cursor)
    if asked.person is not None:
        query = query.where(or_(faults.c.outgoing_answers == asked.person, faults.c.incoming_answers == asked.person))
    query = query.order_by(faults.c.id.desc()).limit(asked.limit + 1)
    return [_fault(row) for row in await store.rows(query)]


def _fault(row: Any) -> FaultRow:
    return FaultRow(
        fault_id=row.id,
        persons=row.persons,
        ground=row.ground,
        evidence=[Evidence.model_validate(fact) for fact in row.evidence],
        handover_id=row.handover_id,
        reference=row.reference,
        what=row.what,
        found_at=row.found_at,
        stated_by=row.stated_by,
        stated_at=row.stated_at,
    )
