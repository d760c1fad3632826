"""A request was cancelled: nobody is called any more."""

from chassis.work import Work
from contracts.intake import RequestCancelled
from services.followup import repository
from services.followup.handlers.end_callbacks import cancel_callbacks_of


async def cancel_follow_up(event: RequestCancelled, work: Work) -> None:
    """Kept also when nothing is planned yet: the verified order may still be on its way."""
    repository.keep_cancellation(work.store, work.site, event.number, work.now, event.reason)
    await cancel_callbacks_of(event.number, event.reason, work)
