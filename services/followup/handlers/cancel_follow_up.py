"""A request was cancelled: nobody is called or written to any more."""

from chassis.work import Work
from contracts.intake import RequestCancelled
from services.followup.handlers.end_callbacks import cancel_all_of
from services.followup.repository import requests


async def cancel_follow_up(event: RequestCancelled, work: Work) -> None:
    """Kept also when nothing is planned yet: the moment it runs from may still be on its way."""
    requests.keep_cancellation(work.store, work.site, event.number, work.now, event.reason)
    await cancel_all_of(event.number, event.reason, work)
