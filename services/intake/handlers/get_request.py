"""Show a request with its record."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Page
from contracts.intake import AttachmentView, DocumentView, GetRequest, RecordEntry, RequestView
from contracts.playbook import Line
from services.intake.domain import papers, planning
from services.intake.domain.paging import place_of
from services.intake.domain.summaries import summary
from services.intake.handlers import reading, shared
from services.intake.repository import papers as papers_of
from services.intake.repository import records

COPIED = (
    "number",
    "site",
    "line",
    "state",
    "severity",
    "channel",
    "owner",
    "received_by",
    "offered_to",
    "department",
    "revision",
    "cycle",
    "happened_at",
    "recorded_at",
    "confirmed_at",
    "closed_at",
    "outcome",
    "tier",
    "customer_id",
    "held_for",
)


async def get_request(query: GetRequest, work: Work) -> RequestView:
    """Masked, unless ``personal`` is asked for by a role that may and with a purpose; that reading is logged.

    Raises NotFound, Forbidden for the role, Invalid without a purpose. Rules HA-03, PD-02.
    """
    after = place_of(query.cursor)
    row = await shared.request_of(work, query.number, lock=False)
    line = work.playbook.lines.get(row.line)
    purpose = reading.must_state_purpose(work, line, query.purpose) if query.personal else None
    entries = await records.list_entries(work.store, work.site, row.number, after, query.limit)
    kept, following = shared.cut_page(entries, query.limit, lambda entry: entry.at, lambda entry: entry.id)
    record = Page[RecordEntry](rows=[_entry(entry, work) for entry in kept], next=following)
    documents = await _documents(work, line, row)
    files = await papers_of.attachments_of(work.store, work.site, row.number)
    form, masked = row.masked_form, True
    if purpose is not None:
        reading.log_reading(work, row.number, purpose)
        form = reading.form_for_reader(work, row)
        masked = reading.hides_something(work, row, form)
    return RequestView(
        **{name: getattr(row, name) for name in COPIED},
        form=form,
        masked=masked,
        record=record,
        documents=documents,
        attachments=[
            AttachmentView(**{name: getattr(file, name) for name in AttachmentView.model_fields}) for file in files
        ],
    )


async def _documents(work: Work, line: Line | None, row: Row[Any]) -> list[DocumentView]:
    if line is None or not line.documents:
        return []
    asked = planning.documents_of(line, row.line, row.form, planning.facts_of(row))
    return papers.shown(line, asked, await papers_of.received_of(work.store, work.site, row.number))


def _entry(row: Row[Any], work: Work) -> RecordEntry:
    text = summary(row.type, row.actor, row.data, work.playbook)
    return RecordEntry(at=row.at, type=row.type, service=row.service, actor=row.actor, summary=text, data=row.data)
