"""Show a request with its record."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Page
from contracts.intake import GetRequest, PersonalDataRead, RecordEntry, RequestView
from contracts.problems import Forbidden, Invalid
from services.intake.domain.paging import place_of
from services.intake.domain.summaries import summary
from services.intake.handlers import shared
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
)


async def get_request(query: GetRequest, work: Work) -> RequestView:
    """Masked, unless ``personal`` is asked for by a role that may and with a purpose; that reading is logged.

    Raises NotFound, Forbidden for the role, Invalid without a purpose.
    """
    after = place_of(query.cursor)
    if query.personal:
        _may_read(query, work)
    row = await shared.request_of(work, query.number, lock=False)
    entries = await records.list_entries(work.store, work.site, row.number, after, query.limit)
    kept, following = shared.cut_page(entries, query.limit, lambda entry: entry.at, lambda entry: entry.id)
    record = Page[RecordEntry](rows=[_entry(entry, work) for entry in kept], next=following)
    if query.personal and query.purpose is not None:
        _log_reading(work, row.number, query.purpose)
    form = row.form if query.personal else row.masked_form
    copied = {name: getattr(row, name) for name in COPIED}
    return RequestView(**copied, form=form, masked=not query.personal, record=record)


def _may_read(query: GetRequest, work: Work) -> None:
    roles = work.playbook.personal_data_read_by
    if not work.person.has(roles):
        raise Forbidden(f"personal data is read by {', '.join(roles)} only", errors={"personal": "leave it out"})
    if query.purpose is None:
        raise Invalid("say what the personal data is read for", errors={"purpose": "required with personal: true"})


def _log_reading(work: Work, number: str, purpose: str) -> None:
    records.add_reading(work.store, work.site, number, work.now, work.new_id(), actor=work.actor, purpose=purpose)
    work.announce(PersonalDataRead(number=number, reader=work.actor, purpose=purpose))


def _entry(row: Row[Any], work: Work) -> RecordEntry:
    text = summary(row.type, row.actor, row.data, work.playbook)
    return RecordEntry(at=row.at, type=row.type, service=row.service, actor=row.actor, summary=text, data=row.data)
