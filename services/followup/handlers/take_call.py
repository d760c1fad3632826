"""An agent takes a call before making it, or gives it back."""

from chassis.work import SYSTEM, Work
from contracts.base import Done
from contracts.followup import CallTaken, CallWasTaken, ReleaseCall, TakeCall
from contracts.playbook.care import Care
from contracts.problems import Conflict, Forbidden
from services.followup.domain.calling import callback_hours, must_be_open
from services.followup.domain.care import must_have_begun, plan_hours
from services.followup.handlers.lease_calls import let_go, must_be_free, release, timer_id
from services.followup.handlers.open_callback import open_callback
from services.followup.repository import care, leases
from services.followup.repository.callbacks import Callback


async def take_call(command: TakeCall, work: Work) -> CallTaken:
    """One agent has the customer until the lease ends; taken again, it is held longer. Rules TH-20, TH-23, TH-24."""
    plan = _care(work)
    callback, _ = await open_callback(command.callback_id, work)
    case = await care.case_of(work.store, work.site, callback.id)
    _must_be_caller(callback, plan, work, of_care=case is not None)
    if case is not None:
        must_have_begun(case.earliest, work.now, callback_hours(work.playbook))
    must_be_open(plan_hours(callback.plan, work.playbook), work.now)
    found = await must_be_free(callback.number, work)
    until = work.now + plan.lease
    customer = found[0].customer if found else callback.number
    if found:
        await let_go(found, work)
    else:
        leases.know_customer(work.store, work.site, callback.number, customer)
    await leases.hold(work.store, work.site, customer, work.actor, callback.id, until)
    work.schedule(timer_id(callback.id), until, "lease", {"callback_id": callback.id}, number=callback.number)
    work.announce(CallWasTaken(callback_id=callback.id, number=callback.number, by=work.actor, until=until))
    return CallTaken(number=callback.number, until=until)


async def release_call(command: ReleaseCall, work: Work) -> Done:
    """The agent does not make the call now."""
    _care(work)
    callback, _ = await open_callback(command.callback_id, work)
    found = await must_be_free(callback.number, work)
    if not any(one.held_at(work.now) for one in found):
        raise Conflict("you have not taken this call, or no longer", slug="call-not-taken")
    await release(found, "released", work)
    return Done(number=callback.number)


def _care(work: Work) -> Care:
    if work.playbook.care is None:
        raise Conflict("this desk has no care plan; record the callback's result without taking it", slug="no-care")
    return work.playbook.care


def _must_be_caller(callback: Callback, plan: Care, work: Work, *, of_care: bool) -> None:
    """Raises Forbidden for anyone who may not make this call."""
    if callback.assignee == work.actor:
        return
    if not of_care or callback.assignee != SYSTEM:
        raise Forbidden(f"this call is {callback.assignee}'s; it can be delegated", slug="not-the-assignee")
    if not work.person.has(plan.callers):
        raise Forbidden(f"these calls are made by {', '.join(plan.callers)}", slug="not-a-caller")
