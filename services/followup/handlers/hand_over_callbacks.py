"""A shift was handed over: its open callbacks are delegated to whoever took over."""

from collections.abc import Mapping

from chassis.work import Work
from contracts.followup import CallbackDeclined, CallbackDelegated
from contracts.roster import HandoverCompleted
from services.followup.domain.calling import stays_with_owner
from services.followup.handlers.end_leases import end_leases
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def hand_over_callbacks(event: HandoverCompleted, work: Work) -> None:
    """What the outgoing person held, or was asked to take, goes to the incoming one, who must accept. PD-06. Calls that
    were taken and not made are anybody's again. TH-24."""
    await end_leases(event, work)
    listed = {item.reference: item.stays for item in event.items if item.kind == "callback"}
    for callback in await callbacks.held_by(work.store, work.site, event.outgoing, to_change=True):
        if not _moves(callback, event, listed, work):
            continue
        if callback.assignee == event.incoming:
            await _give_back(callback, event, work)
        elif callback.delegated_to != event.incoming:
            await _delegate(callback, event, work)


def _moves(callback: Callback, event: HandoverCompleted, listed: Mapping[str, bool], work: Work) -> bool:
    """Not what stays with its owner, and when something is handed back nothing else. Rules TH-09, TH-11."""
    if event.listed_only:
        return listed.get(callback.id) is False
    stays = event.kind == "shift" and stays_with_owner(work.playbook, callback.line)
    return not stays and not listed.get(callback.id, False)


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
