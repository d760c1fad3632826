"""Name a colleague for a callback."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import CallbackDelegated, DelegateCallback
from contracts.problems import Conflict, Forbidden, Invalid
from services.followup.handlers.open_callback import open_callback
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def delegate_callback(command: DelegateCallback, work: Work) -> Done:
    """The callback stays where it is until the colleague accepts; naming another withdraws the first. PD-06."""
    callback, _ = await open_callback(command.callback_id, work)
    _must_be_fit(command, callback, work)
    await callbacks.change(work.store, callback.id, delegated_to=command.to)
    work.announce(
        CallbackDelegated(
            callback_id=callback.id,
            number=callback.number,
            assignee=callback.assignee,
            to=command.to,
            because="asked",
        )
    )
    return Done(number=callback.number)


def _must_be_fit(command: DelegateCallback, callback: Callback, work: Work) -> None:
    if work.actor != callback.assignee and not work.person.has(work.playbook.managers):
        managers = ", ".join(work.playbook.managers)
        raise Forbidden(f"this callback is {callback.assignee}'s; its assignee or one of {managers} delegates it")
    colleague = work.colleague(command.to, "to")
    may_call = [*work.playbook.desk_roles, *(work.playbook.care.callers if work.playbook.care else ())]
    if not colleague.has(may_call):
        remedy = f"name a colleague who is one of {', '.join(may_call)}"
        raise Invalid(f"{command.to} does not speak for the desk", errors={"to": remedy})
    if command.to == callback.assignee:
        raise Invalid("this callback is theirs already", errors={"to": "name somebody else"})
    if command.to == callback.delegated_to:
        raise Conflict(f"it was delegated to {command.to} before; now {command.to} accepts or declines it")
