"""Intake answers what became of a letter."""

from chassis.work import Work
from contracts.intake import LetterFailed, LetterSent
from services.followup.handlers.end_callbacks import cancel_callbacks, complete_follow_up
from services.followup.handlers.plan_after_plan import plan_after_plan
from services.followup.handlers.timers import cancel_timers
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def keep_sent(event: LetterSent, work: Work) -> None:
    """It is done, also when it had failed before; what runs from it is planned. Rule FS-13."""
    letter, siblings = await _letter(event.number, event.plan, work)
    if letter is None or not (letter.is_open or letter.outcome == "failed"):
        return
    await callbacks.change(
        work.store, letter.id, state="completed", outcome="sent", ended_by=work.actor, ended_at=work.now
    )
    await cancel_timers(letter, work)
    if letter.is_open:
        complete_follow_up(letter, "sent", siblings, work)
    await plan_after_plan(letter, work.now, work)


async def keep_failed(event: LetterFailed, work: Work) -> None:
    """Nothing waits for it any more, but it is still late when its time has passed."""
    letter, siblings = await _letter(event.number, event.plan, work)
    if letter is None or not letter.is_open:
        return
    await cancel_callbacks([letter], f"could not be delivered: {event.reason}", work, "failed")
    complete_follow_up(letter, "failed", siblings, work)


async def _letter(number: str, plan: str, work: Work) -> tuple[Callback | None, list[Callback]]:
    found = await callbacks.letter_sent(work.store, work.site, number, plan)
    return await callbacks.with_siblings(work.store, work.site, found.id) if found else (None, [])
