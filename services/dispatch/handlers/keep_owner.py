"""Who answers for a request, for steps that its owner signs."""

from chassis.work import Work
from contracts.intake import OwnershipMoved
from services.dispatch import repository


async def keep_owner(event: OwnershipMoved, work: Work) -> None:
    """Kept beside the order, because responsibility may move before the request becomes one."""
    repository.put_owner(work.store, work.site, event.number, event.owner)
