"""Files that were kept with a request stay with its order."""

from chassis.work import Work
from contracts.intake import AttachmentKept
from services.dispatch import repository
from services.dispatch.domain.model import Attachment


async def keep_attachment(event: AttachmentKept, work: Work) -> None:
    """Kept by number, because a file may be handed in before the request becomes an order."""
    kept = Attachment(
        id=event.attachment_id,
        site=work.site,
        number=event.number,
        object=event.object,
        title=event.title,
        media_type=event.media_type,
        size=event.size,
        digest=event.digest,
        by=event.by,
        at=work.now,
    )
    repository.put_attachment(work.store, kept)
