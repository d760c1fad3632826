"""Customers are called by one agent at a time: what commands about a call have to see to."""

from chassis.work import Timer, Work
from contracts.followup import CallReleased
from contracts.followup.care import ReleasedBecause
from contracts.problems import Conflict
from services.followup.domain.calling import callback_hours, local
from services.followup.handlers.open_callback import must_be_assignee
from services.followup.repository import leases
from services.followup.repository.callbacks import Callback
from services.followup.repository.leases import Lease


def timer_id(callback_id: str) -> str:
    return f"lease-{callback_id}"


async def must_be_free(number: str, work: Work) -> list[Lease]:
    """The leases of the request's customer, locked. Raises Conflict naming whoever else has the customer, and until
    when. Rule TH-24."""
    found = await leases.of_customer(work.store, work.site, number, to_change=True)
    other = next((one for one in found if one.held_at(work.now) and one.holder != work.actor), None)
    if other is not None and other.expires_at is not None:
        until = local(callback_hours(work.playbook), other.expires_at)
        raise Conflict(
            f"{other.holder} has taken this customer's call until {until}; take another one from followup.call_list",
            slug="call-taken",
        )
    return found


async def must_call(callback: Callback, work: Work) -> list[Lease]:
    """Whoever records a call has taken it; a callback of a line's own plan is its assignee's. The customer's leases.

    Raises Conflict while somebody else has the customer, or when a call of the care plan was not taken. Rule TH-24.
    """
    if work.playbook.care is None:
        must_be_assignee(callback, work)
        return []
    found = await must_be_free(callback.number, work)
    taken = any(one.held_at(work.now) and one.holder == work.actor for one in found)
    if not callback.plan.means:
        must_be_assignee(callback, work)
    elif not taken:
        raise Conflict("you have not taken this call, or no longer; see followup.take_call", slug="call-not-taken")
    return found


async def let_go(found: list[Lease], work: Work) -> None:
    """The customer is nobody's any more."""
    for one in found:
        if one.callback_id is not None:
            await work.cancel_timer(timer_id(one.callback_id))
    if any(one.holder is not None for one in found):
        await leases.hold(work.store, work.site, found[0].customer, None, None, None)


async def release(found: list[Lease], because: ReleasedBecause, work: Work) -> None:
    """Let go, and say so of the call that was taken."""
    one = found[0]
    await let_go(found, work)
    if one.holder is not None and one.callback_id is not None:
        number = next((each.number for each in found if each.callback_id == one.callback_id), one.number)
        work.announce(CallReleased(callback_id=one.callback_id, number=number, holder=one.holder, because=because))


async def expire_lease(timer: Timer, work: Work) -> None:
    """The time for which a call was taken is over. Rule TH-24."""
    found = await leases.of_customer(work.store, work.site, timer.number, to_change=True)
    one = found[0] if found else None
    if one is None or one.callback_id != timer.data["callback_id"] or one.expires_at is None:
        return
    if one.expires_at <= work.now:
        await release(found, "expired", work)
