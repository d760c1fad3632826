"""A call that did not succeed."""

from dataclasses import replace
from datetime import datetime

from chassis.work import SYSTEM, Work
from contracts.base import Done
from contracts.followup import CallbackAttempted, RecordAttempt
from services.followup.domain.calling import must_be_open, next_attempt
from services.followup.domain.care import means_used
from services.followup.handlers.end_callbacks import cancel_callbacks, complete_follow_up
from services.followup.handlers.lease_calls import let_go, must_call
from services.followup.handlers.open_callback import hours_of, open_callback
from services.followup.handlers.schedule_plans import announce_scheduled
from services.followup.handlers.timers import set_timer
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def record_attempt(command: RecordAttempt, work: Work) -> Done:
    """Record it and set the next time; after the plan's last attempt the callback ends. Rules PD-06, TH-24."""
    callback, siblings = await open_callback(command.callback_id, work)
    taken = await must_call(callback, work)
    hours = hours_of(callback, work)
    must_be_open(hours, work.now)
    next_at = next_attempt(hours, callback.plan.retry_after, work.now, command.next_at)
    command = command.model_copy(update={"means": means_used(callback.plan, command.means)})
    await let_go(taken, work)
    made = callback.attempts + 1
    if made >= callback.plan.attempts:
        _note(command, callback, None, work)
        await callbacks.change(work.store, callback.id, attempts=made)
        await cancel_callbacks([callback], f"not reached in {made} attempts", work, "exhausted")
        complete_follow_up(callback, "exhausted", siblings, work)
        return Done(number=callback.number)
    _note(command, callback, next_at, work)
    assignee = _caller_next(command, callback, work)
    await callbacks.change(work.store, callback.id, attempts=made, state="scheduled", due_at=next_at, assignee=assignee)
    set_timer(callback, next_at, work)
    announce_scheduled(replace(callback, assignee=assignee), next_at, made + 1, work)
    return Done(number=callback.number)


def _caller_next(command: RecordAttempt, callback: Callback, work: Work) -> str:
    """A call of the care plan is whose who agreed the new time with the customer, else anybody's. Rule TH-24."""
    if not callback.plan.means:
        return callback.assignee
    return work.actor if command.next_at is not None else SYSTEM


def _note(command: RecordAttempt, callback: Callback, next_at: datetime | None, work: Work) -> None:
    callbacks.add_attempt(
        work.store,
        work.site,
        id=work.new_id(),
        callback_id=callback.id,
        at=work.now,
        by=work.actor,
        outcome=command.outcome,
        note=command.note,
        next_at=next_at,
        means=command.means,
        duration_seconds=command.duration_seconds,
    )
    work.announce(
        CallbackAttempted(
            callback_id=callback.id,
            number=callback.number,
            by=work.actor,
            outcome=command.outcome,
            note=command.note,
            next_at=next_at,
            means=command.means,
            duration_seconds=command.duration_seconds,
        )
    )
