"""A verified order, a handed-over shift: passed on to everything in followup that goes by it."""

from chassis.work import Work
from contracts.dispatch import OrderVerified
from contracts.roster import HandoverCompleted
from services.followup.handlers.hand_over_callbacks import hand_over_callbacks
from services.followup.handlers.hand_over_retention import hand_over_retention
from services.followup.handlers.keep_opinion import answer_of_step
from services.followup.handlers.plan_callbacks import plan_callbacks


async def hear_verified(event: OrderVerified, work: Work) -> None:
    await plan_callbacks(event, work)
    await answer_of_step(event, work)


async def hear_handed_over(event: HandoverCompleted, work: Work) -> None:
    await hand_over_callbacks(event, work)
    await hand_over_retention(event, work)
