"""A call that did not succeed."""

from datetime import datetime

from chassis.work import Work
from contracts.base import Done
from contracts.followup import CallbackAttempted, CallbackScheduled, RecordAttempt
from services.followup import repository
from services.followup.domain import callback_hours, must_be_open, next_attempt
from services.followup.handlers.end_callbacks import cancel_callbacks, complete_follow_up
from services.followup.handlers.open_callback import must_be_assignee, open_callback
from services.followup.handlers.timers import set_callback_timer
from services.followup.repository import Callback


async def record_attempt(command: RecordAttempt, work: Work) -> Done:
    """Record it and set the next time; after the plan's last attempt the callback ends. Rule PD-06."""
    hours = callback_hours(work.playbook)
    callback, siblings = await open_callback(command.callback_id, work)
    must_be_assignee(callback, work)
    must_be_open(hours, work.now)
    next_at = next_attempt(hours, callback.plan, work.now, command.next_at)
    made = callback.attempts + 1
    if made >= callback.plan.attempts:
        _note(command, callback, None, work)
        await repository.change(work.store, callback.id, attempts=made)
        await cancel_callbacks([callback], f"not reached in {made} attempts", work, "exhausted")
        complete_follow_up(callback, "exhausted", siblings, work)
        return Done(number=callback.number)
    _note(command, callback, next_at, work)
    await repository.change(work.store, callback.id, attempts=made, state="scheduled", due_at=next_at)
    set_callback_timer(callback, next_at, work)
    _announce_next(callback, next_at, made + 1, work)
    return Done(number=callback.number)


def _note(command: RecordAttempt, callback: Callback, next_at: datetime | None, work: Work) -> None:
    repository.add_attempt(
        work.store,
        work.site,
        id=work.new_id(),
        callback_id=callback.id,
        at=work.now,
        by=work.actor,
        outcome=command.outcome,
        note=command.note,
        next_at=next_at,
    )
    work.announce(
        CallbackAttempted(
            callback_id=callback.id,
            number=callback.number,
            by=work.actor,
            outcome=command.outcome,
            note=command.note,
            next_at=next_at,
        )
    )


def _announce_next(callback: Callback, due_at: datetime, attempt: int, work: Work) -> None:
    work.announce(
        CallbackScheduled(
            callback_id=callback.id,
            number=callback.number,
            line=callback.line,
            plan=callback.plan.name,
            assignee=callback.assignee,
            due_at=due_at,
            attempt=attempt,
        )
    )
