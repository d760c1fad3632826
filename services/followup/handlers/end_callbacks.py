"""How callbacks, letters and follow-ups come to their end."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.followup import CallbackCancelled, FollowUpCompleted, LetterCancelled
from services.followup.domain.answers import follow_up_outcome
from services.followup.domain.pinned import Outcome
from services.followup.handlers.timers import cancel_timers
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def cancel_all_of(number: str, reason: str, work: Work) -> None:
    """Cancel what is still open of a request."""
    await cancel_callbacks(await callbacks.of_request(work.store, work.site, number), reason, work)


async def cancel_former_cycles(number: str, root: str, cycle: int, work: Work) -> None:
    """Cancel what former cycles of the work left open of the plans that begin with the moment ``root``."""
    found = await callbacks.of_request(work.store, work.site, number)
    former = [one for one in found if one.plan.root == root and one.cycle < cycle]
    await cancel_callbacks(former, "the work was done again", work)


async def cancel_callbacks(ending: Iterable[Callback], reason: str, work: Work, outcome: Outcome = "cancelled") -> None:
    """End them without a result, saying why."""
    for callback in ending:
        await callbacks.change(
            work.store,
            callback.id,
            state="cancelled",
            outcome=outcome,
            delegated_to=None,
            ended_by=work.actor,
            ended_at=work.now,
        )
        if outcome != "failed":
            await cancel_timers(callback, work)
        work.announce(_cancelled(callback, reason))


def _cancelled(callback: Callback, reason: str) -> CallbackCancelled | LetterCancelled:
    if callback.plan.kind == "letter":
        return LetterCancelled(callback_id=callback.id, number=callback.number, plan=callback.plan.name, reason=reason)
    return CallbackCancelled(callback_id=callback.id, number=callback.number, reason=reason)


def complete_follow_up(ended: Callback, outcome: Outcome, siblings: list[Callback], work: Work) -> None:
    """Announce that nothing more keeps the request open, unless something else of the cycle does."""
    if not ended.plan.keeps_open:
        return
    others = [one for one in siblings if one.id != ended.id and one.plan.keeps_open]
    if any(one.is_open for one in others):
        return
    whole = follow_up_outcome([outcome, *(one.outcome for one in others)])
    work.announce(FollowUpCompleted(number=ended.number, outcome=whole, cycle=ended.cycle))
