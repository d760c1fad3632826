"""Papers received for requests, and files kept with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from chassis.store import Store
from services.intake.tables import attachments, received_documents


async def received_of(store: Store, site: str, number: str) -> dict[str, Row[Any]]:
    """What was received for a request, by paper, in the order it was."""
    mine = (received_documents.c.site == site, received_documents.c.number == number)
    order = (received_documents.c.received_at, received_documents.c.document)
    rows = await store.rows(select(received_documents).where(*mine).order_by(*order))
    return {row.document: row for row in rows}


def keep_received(store: Store, site: str, number: str, document: str, **values: Any) -> None:
    """How a paper stands now; ``values``: original, copies, note, received_by, received_at."""
    store.put(received_documents, site=site, number=number, document=document, **values)


def add_attachment(store: Store, site: str, number: str, attachment_id: str, **values: Any) -> None:
    """``values``: object, title, media_type, size, digest, by, at."""
    store.insert(attachments, site=site, number=number, attachment_id=attachment_id, **values)


async def attachments_of(store: Store, site: str, number: str) -> Sequence[Row[Any]]:
    """The files of a request, oldest first."""
    mine = (attachments.c.site == site, attachments.c.number == number)
    return await store.rows(select(attachments).where(*mine).order_by(attachments.c.at, attachments.c.attachment_id))
