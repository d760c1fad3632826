"""How callbacks and follow-ups come to their end."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.followup import CallbackCancelled, FollowUpCompleted
from services.followup import repository
from services.followup.domain import Outcome, follow_up_outcome
from services.followup.handlers.timers import timer_id
from services.followup.repository import Callback


async def cancel_callbacks_of(number: str, reason: str, work: Work) -> None:
    """Cancel what is still open of a request."""
    await cancel_callbacks(await repository.of_request(work.store, work.site, number), reason, work)


async def cancel_callbacks(
    callbacks: Iterable[Callback], reason: str, work: Work, outcome: Outcome = "cancelled"
) -> None:
    """End them without a result, saying why."""
    for callback in callbacks:
        await repository.change(
            work.store,
            callback.id,
            state="cancelled",
            outcome=outcome,
            delegated_to=None,
            ended_by=work.actor,
            ended_at=work.now,
        )
        await work.cancel_timer(timer_id(callback))
        work.announce(CallbackCancelled(callback_id=callback.id, number=callback.number, reason=reason))


def complete_follow_up(ended: Callback, outcome: Outcome, siblings: list[Callback], work: Work) -> None:
    """Announce that nothing more is owed, unless another callback of the cycle is open."""
    others = [one for one in siblings if one.id != ended.id]
    if any(one.is_open for one in others):
        return
    whole = follow_up_outcome([outcome, *(one.outcome for one in others)])
    work.announce(FollowUpCompleted(number=ended.number, outcome=whole, cycle=ended.cycle))
