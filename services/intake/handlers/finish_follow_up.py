"""Nothing more is owed to the customer: the request is closed and archived."""

from chassis.work import NotYet, Work
from contracts.followup import FollowUpCompleted
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.handlers.archive_request import archive
from services.intake.handlers.close_request import close_and_archive


async def finish_follow_up(event: FollowUpCompleted, work: Work) -> None:
    """Archive the followed-up request; one closed by hand meanwhile is archived too. Rule PD-08."""
    row = await shared.announced_request(work, event.number)
    if event.cycle < row.cycle:
        return
    if event.cycle > row.cycle or row.state in lifecycle.AT_THE_DESK | {"confirmed"}:
        raise NotYet(f"{row.number} is {row.state} in cycle {row.cycle}, the follow-up of cycle {event.cycle} ended")
    if row.state == "settled":
        await close_and_archive(work, row, event.outcome)
    elif row.state == "closed":
        await archive(work, row.number)
