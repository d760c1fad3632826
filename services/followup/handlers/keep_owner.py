"""A request changed hands."""

from chassis.work import Work
from contracts.intake import OwnershipMoved
from services.followup.repository import requests


async def keep_owner(event: OwnershipMoved, work: Work) -> None:
    """Remember who answers for the request; callbacks planned from now on may be theirs."""
    move = {"number": event.number, "previous": event.previous, "owner": event.owner}
    requests.add_move(work.store, work.site, id=work.new_id(), **move)
