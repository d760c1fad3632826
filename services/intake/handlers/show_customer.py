"""Show a customer's service file."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Page
from contracts.intake import CustomerRequest, CustomerView, GetCustomer
from services.intake.domain import service_file
from services.intake.domain.paging import place_of
from services.intake.domain.service_file import Course
from services.intake.handlers import reading, shared, visiting
from services.intake.handlers.keep_customer import customer_of
from services.intake.repository import customers


async def show_customer(query: GetCustomer, work: Work) -> CustomerView:
    """Who it is, what was marked, what they came for, who served them and how they found it. Rules FS-17, PC-07.

    Masked unless ``personal`` is asked for by a role that may and with a purpose; that reading is logged.
    """
    after = place_of(query.cursor)
    purpose = reading.must_state_purpose(work, None, query.purpose) if query.personal else None
    row = await customer_of(work, query.customer_id, lock=False)
    marks = await customers.marks_of(work.store, work.site, [row.customer_id], work.now)
    counted = await customers.count_by_line(work.store, work.site, row.customer_id)
    page = await _requests(query, work, row.customer_id, after)
    if purpose is not None:
        reading.log_customer_reading(work, row.customer_id, purpose)
    contact: dict[str, Any] = dict(reading.contact_for_reader(row, personal=purpose is not None))
    return CustomerView(
        customer_id=row.customer_id,
        **contact,
        tier=row.tier,
        groups=row.groups,
        consents=row.consents,
        masked=purpose is None,
        since=row.opened_at,
        marks=[visiting.mark_shown(work.playbook, mark) for mark in marks],
        counts=service_file.counts(work.playbook, [(each.line, each.total) for each in counted]),
        requests=page,
    )


async def _requests(query: GetCustomer, work: Work, customer_id: str, after: Any) -> Page[CustomerRequest]:
    rows = await customers.requests_of(work.store, work.site, customer_id, after, query.limit)
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.recorded_at, lambda row: row.number)
    wanted = service_file.STEPS | {service_file.RATED}
    entries = await customers.entries_of(work.store, work.site, [row.number for row in kept], wanted)
    found = service_file.courses(entries)
    shown = [_request(query, work, row, found.get(row.number, Course())) for row in kept]
    return Page[CustomerRequest](rows=shown, next=following)


def _request(query: GetCustomer, work: Work, row: Row[Any], course: Course) -> CustomerRequest:
    return CustomerRequest(
        number=row.number,
        kind=service_file.kind_of(work.playbook, row.line),
        line=row.line,
        state=row.state,
        severity=row.severity,
        recorded_at=row.recorded_at,
        closed_at=row.closed_at,
        form=reading.form_for_reader(work, row) if query.personal else row.masked_form,
        done_by=course.done_by,
        work=course.work,
        satisfied=course.satisfied,
        ratings=course.ratings,
        remarks=course.remarks,
        outcome=row.outcome,
    )
