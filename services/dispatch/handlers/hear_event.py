"""An event that a playbook names as a moment: clocks may start with it."""

from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.envelope import Envelope
from services.dispatch import repository
from services.dispatch.handlers._case import case_of
from services.dispatch.handlers._clocks import move_clocks


async def hear_event(envelope: Envelope, data: dict[str, Any], work: Work) -> None:
    """Kept when it first comes in a cycle, also before its order is known; what comes again changes nothing. An event
    that says its cycle counts for that one."""
    number = str(data.get("number") or envelope.subject)
    if not number:
        return
    await repository.one_at_a_time(work.store, number)
    order = await repository.order(work.store, work.site, number, lock=True)
    cycle = int(data.get("cycle") or (order.cycle if order is not None else 1))
    key = envelope.type.removeprefix("frontdesk.").rpartition(".")[0]
    known = await repository.heard(work.store, number, cycle)
    if key in known:
        return
    repository.put_heard(work.store, work.site, number, cycle, key=key, at=envelope.time)
    if order is None or not order.order_id or not order.undone or order.cycle != cycle:
        return
    after = await case_of(order, work)
    await move_clocks(replace(after, heard=known), after, work, at=envelope.time, cause=f"{key} was heard")
