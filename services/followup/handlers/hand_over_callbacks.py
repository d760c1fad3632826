"""A shift was handed over: its open callbacks are delegated to whoever took over."""

from chassis.work import Work
from contracts.followup import CallbackDeclined, CallbackDelegated
from contracts.roster import HandoverCompleted
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def hand_over_callbacks(event: HandoverCompleted, work: Work) -> None:
    """What the outgoing person held, or was asked to take, goes to the incoming one, who must accept. PD-06."""
    for callback in await callbacks.held_by(work.store, work.site, event.outgoing, to_change=True):
        if callback.assignee == event.incoming:
            await _give_back(callback, event, work)
        elif callback.delegated_to != event.incoming:
            await _delegate(callback, event, work)


async def _delegate(callback: Callback, event: HandoverCompleted, work: Work) -> None:
    await callbacks.change(work.store, callback.id, delegated_to=event.incoming)
    work.announce(
        CallbackDelegated(
            callback_id=callback.id,
            number=callback.number,
            assignee=callback.assignee,
            to=event.incoming,
            because="handover",
        )
    )


async def _give_back(callback: Callback, event: HandoverCompleted, work: Work) -> None:
    """The one who takes over had asked the outgoing person to make this call."""
    await callbacks.change(work.store, callback.id, delegated_to=None)
    work.announce(
        CallbackDeclined(
            callback_id=callback.id,
            number=callback.number,
            assignee=callback.assignee,
            by=event.outgoing,
            reason="the shift ended before it was accepted",
        )
    )
