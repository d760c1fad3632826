"""The named colleague takes a callback over."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import AcceptCallback, CallbackAccepted
from contracts.problems import Conflict, Forbidden
from services.followup.handlers.open_callback import open_callback
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def accept_callback(command: AcceptCallback, work: Work) -> Done:
    """From here on the callback is the colleague's. Rule PD-06."""
    callback, _ = await open_callback(command.callback_id, work)
    must_be_named(callback, work)
    await callbacks.change(work.store, callback.id, assignee=work.actor, delegated_to=None)
    work.announce(
        CallbackAccepted(
            callback_id=callback.id, number=callback.number, previous=callback.assignee, assignee=work.actor
        )
    )
    return Done(number=callback.number)


def must_be_named(callback: Callback, work: Work) -> None:
    """Raises Conflict when nobody was named, Forbidden for anyone but the one who was."""
    if callback.delegated_to is None:
        raise Conflict(f"this callback is {callback.assignee}'s and was not delegated; see followup.delegate_callback")
    if work.actor != callback.delegated_to:
        raise Forbidden(f"it was delegated to {callback.delegated_to}, who alone accepts or declines it")
