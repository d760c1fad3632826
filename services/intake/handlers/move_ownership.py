"""After a completed handover the incoming person owns what the outgoing one owned."""

from chassis.work import Work
from contracts.intake import OwnershipMoved
from contracts.roster import HandoverCompleted
from services.intake.handlers import shared
from services.intake.repository import requests


async def move_ownership(event: HandoverCompleted, work: Work) -> None:
    """Move every open request of the outgoing person; pending offers on them lapse."""
    if event.outgoing == event.incoming:
        return
    rows = await requests.open_requests_of(work.store, work.site, event.outgoing, lock=True)
    if not rows:
        return
    await requests.move_requests(work.store, work.site, event.outgoing, event.incoming)
    for row in rows:
        moved = OwnershipMoved(number=row.number, previous=event.outgoing, owner=event.incoming, because="handover")
        shared.note(work, moved)
