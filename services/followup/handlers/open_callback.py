"""The callback a command speaks of, with the refusals they share."""

from chassis.work import Work
from contracts.problems import Conflict, Forbidden, NotFound
from services.followup import repository
from services.followup.repository import Callback


async def open_callback(callback_id: str, work: Work) -> tuple[Callback, list[Callback]]:
    """The open callback and all of its cycle, itself included. Raises NotFound, or Conflict when it has ended."""
    found, siblings = await repository.with_siblings(work.store, work.site, callback_id)
    if found is None:
        raise NotFound("there is no such callback", errors={"callback_id": "unknown; see followup.callbacks"})
    if not found.is_open:
        by = f" by {found.ended_by}" if found.ended_by else ""
        raise Conflict(f"this callback is already {found.state}{by}; nothing more is to be done")
    return found, siblings


def must_be_assignee(callback: Callback, work: Work) -> None:
    """Raises Forbidden for anyone but the person the callback belongs to. Rule PD-06."""
    if work.actor == callback.assignee:
        return
    remedy = "accept it first" if work.actor == callback.delegated_to else "it can be delegated with delegate_callback"
    raise Forbidden(f"this callback is {callback.assignee}'s; {remedy}", slug="not-the-assignee")
