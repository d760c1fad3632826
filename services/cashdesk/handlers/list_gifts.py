"""The register of gifts and the applications for them. Rule TH-33."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    ApplicationPage,
    ApplicationRow,
    GiftPage,
    GiftRegisterRead,
    GiftRow,
    ListGiftApplications,
    ListGifts,
)
from contracts.masking import mask_name, mask_phone
from contracts.problems import Forbidden
from services.cashdesk.repository.gifts import application_page, gift_page


async def list_gifts(query: ListGifts, work: Work) -> GiftPage:
    """Masked, unless a purpose is given; that reading is announced. Raises Forbidden for who may not read it."""
    full = query.purpose is not None
    roles = work.playbook.personal_data_read_by
    if full and not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not read personal data; roles that do: {', '.join(roles)}")
    found, more = await gift_page(work.store, work.site, query)
    if query.purpose is not None:
        read = GiftRegisterRead(reader=work.actor, purpose=query.purpose, promotion=query.promotion, rows=len(found))
        work.announce(read)
    return GiftPage(rows=[_gift(row, full=full) for row in found], next=found[-1].id if more else None)


def _gift(row: Row[Any], *, full: bool) -> GiftRow:
    return GiftRow(
        gift_id=row.id,
        promotion=row.promotion,
        type=row.type,
        count=row.pieces,
        serials=row.serials,
        recipient=row.recipient if full else mask_name(row.recipient),
        phone=row.phone if full else mask_phone(row.phone),
        given_by=row.given_by,
        at=row.at,
        number=row.number,
    )


async def list_applications(query: ListGiftApplications, work: Work) -> ApplicationPage:
    found, more = await application_page(work.store, work.site, query)
    rows = [
        ApplicationRow(
            application_id=row.id,
            promotion=row.promotion,
            type=row.type,
            count=row.pieces,
            issued=row.issued,
            applicant=row.applicant,
            reason=row.reason,
            state=row.state,
            applied_at=row.applied_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            note=row.note,
        )
        for row in found
    ]
    return ApplicationPage(rows=rows, next=found[-1].id if more else None)
