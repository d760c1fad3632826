"""An order that ended without a result, such as a declined quote, ends its request."""

from chassis.work import NotYet, Work
from contracts.dispatch import OrderEnded
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.handlers.close_request import close_and_archive


async def end_request(event: OrderEnded, work: Work) -> None:
    """Close and archive with the order's reason as the outcome. Rule PD-08."""
    row = await shared.announced_request(work, event.number)
    if row.state in lifecycle.AT_THE_DESK:
        raise NotYet(f"{row.number} is not confirmed, but its order has ended")
    if row.state in ("confirmed", "settled"):
        await close_and_archive(work, row, event.reason)
