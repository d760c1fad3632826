"""What intake announces of a request, passed on to everything in followup that goes by it."""

from chassis.work import Work
from contracts.intake import RequestAmended, RequestCancelled, RequestConfirmed
from services.followup.handlers.cancel_follow_up import cancel_follow_up
from services.followup.handlers.hear_signs import signs_of_request
from services.followup.handlers.keep_opinion import correct_opinion, opinion_of_request
from services.followup.handlers.keep_request import keep_amended_form, keep_request
from services.followup.handlers.open_care import correct_care, open_care


async def hear_confirmed(event: RequestConfirmed, work: Work) -> None:
    await keep_request(event, work)
    await open_care(event, work)
    await opinion_of_request(event, work)
    await signs_of_request(event.number, event.confirmed_at, work)


async def hear_amended(event: RequestAmended, work: Work) -> None:
    await keep_amended_form(event, work)
    await correct_care(event, work)
    await correct_opinion(event, work)
    await signs_of_request(event.number, work.now, work)


async def hear_cancelled(event: RequestCancelled, work: Work) -> None:
    await cancel_follow_up(event, work)
