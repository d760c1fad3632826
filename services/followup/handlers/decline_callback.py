"""The named colleague cannot take a callback over."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import CallbackDeclined, DeclineCallback
from services.followup.handlers.accept_callback import must_be_named
from services.followup.handlers.open_callback import open_callback
from services.followup.repository import callbacks


async def decline_callback(command: DeclineCallback, work: Work) -> Done:
    """It stays with its assignee, who hears the reason. Rule PD-06."""
    callback, _ = await open_callback(command.callback_id, work)
    must_be_named(callback, work)
    await callbacks.change(work.store, callback.id, delegated_to=None)
    work.announce(
        CallbackDeclined(
            callback_id=callback.id,
            number=callback.number,
            assignee=callback.assignee,
            by=work.actor,
            reason=command.reason,
        )
    )
    return Done(number=callback.number)
