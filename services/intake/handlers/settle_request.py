"""The desk has verified the order: the matter is settled, the follow-up is still to come."""

from chassis.work import NotYet, Work
from contracts.dispatch import OrderVerified
from services.intake.handlers import shared
from services.intake.repository import requests


async def settle_request(event: OrderVerified, work: Work) -> None:
    """Settle the request's present cycle; verifications of earlier cycles come late and change nothing. Rule PD-05."""
    row = await shared.announced_request(work, event.number)
    if event.cycle > row.cycle:
        raise NotYet(f"{row.number} is in cycle {row.cycle}, cycle {event.cycle} was verified")
    if event.cycle == row.cycle and row.state == "confirmed":
        await requests.change_request(work.store, work.site, row.number, state="settled")
