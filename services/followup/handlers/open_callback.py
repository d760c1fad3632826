"""The callback a command speaks of, with the refusals they share."""

from chassis.work import Work
from contracts.calendar import Calendar
from contracts.problems import Conflict, Forbidden, NotFound
from services.followup.domain.care import plan_hours
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def open_callback(callback_id: str, work: Work) -> tuple[Callback, list[Callback]]:
    """The open callback and all of its cycle, itself included. Raises NotFound, or Conflict when it has ended or is a
    letter."""
    found, siblings = await callbacks.with_siblings(work.store, work.site, callback_id)
    if found is None:
        raise NotFound("there is no such callback", errors={"callback_id": "unknown; see followup.callbacks"})
    if found.plan.kind == "letter":
        raise Conflict("this is a letter, which goes out by itself; nobody calls", slug="a-letter")
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


def hours_of(callback: Callback, work: Work) -> Calendar | None:
    """When this customer may be called; None: at any hour. Rules PD-06, TH-23."""
    return plan_hours(callback.plan, work.playbook)
