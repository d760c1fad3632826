"""List customers, and who read their files."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import (
    CustomerPage,
    CustomerReadingPage,
    CustomerReadingRow,
    CustomerReadings,
    CustomerRow,
    ListCustomers,
)
from services.intake.domain.customers import phone_key
from services.intake.domain.paging import cursor_after, place_of
from services.intake.handlers import reading, shared
from services.intake.handlers.keep_customer import customer_of
from services.intake.repository import customers


async def list_customers(query: ListCustomers, work: Work) -> CustomerPage:
    """By telephone number, by how the name begins, by mark. Masked unless ``personal`` is asked for and allowed; each
    file read so is logged. Rule FS-17."""
    after = place_of(query.cursor)
    purpose = reading.must_state_purpose(work, None, query.purpose) if query.personal else None
    rows = await customers.list_customers(
        work.store,
        work.site,
        key=phone_key(query.phone) if query.phone is not None else None,
        begins=query.name,
        mark=query.mark,
        now=work.now,
        after=after[1] if after is not None else None,
        limit=query.limit,
    )
    kept = rows[: query.limit]
    marks = await customers.marks_of(work.store, work.site, [row.customer_id for row in kept], work.now)
    shown = [_row(row, [m.mark for m in marks if m.customer_id == row.customer_id], purpose) for row in kept]
    for row in kept if purpose is not None else ():
        reading.log_customer_reading(work, row.customer_id, purpose or "")
    more = len(rows) > query.limit
    return CustomerPage(rows=shown, next=cursor_after((0, kept[-1].customer_id)) if more else None)


def _row(row: Row[Any], marks: list[str], purpose: str | None) -> CustomerRow:
    contact = reading.contact_for_reader(row, personal=purpose is not None)
    return CustomerRow(
        customer_id=row.customer_id,
        name=contact["name"] or "",
        phone=contact["phone"],
        address=contact["address"],
        tier=row.tier,
        marks=marks,
        masked=purpose is None,
    )


async def list_customer_readings(query: CustomerReadings, work: Work) -> CustomerReadingPage:
    """Readings of one file, oldest first. Raises NotFound for an unknown customer."""
    after = place_of(query.cursor)
    await customer_of(work, query.customer_id, lock=False)
    rows = await customers.list_readings(work.store, work.site, query.customer_id, after, query.limit)
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.at, lambda row: row.id)
    fields = CustomerReadingRow.model_fields
    shown = [CustomerReadingRow(**{name: getattr(row, name) for name in fields}) for row in kept]
    return CustomerReadingPage(rows=shown, next=following)
