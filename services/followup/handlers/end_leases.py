"""Whoever hands over holds no call any longer."""

from chassis.work import Work
from contracts.roster import HandoverCompleted
from services.followup.handlers.lease_calls import release
from services.followup.repository import leases


async def end_leases(event: HandoverCompleted, work: Work) -> None:
    """The calls that the outgoing person had taken are anybody's again. Rule TH-24."""
    if work.playbook.care is None:
        return
    held = await leases.held_by(work.store, work.site, event.outgoing)
    for customer in dict.fromkeys(one.customer for one in held):
        number = next(one.number for one in held if one.customer == customer)
        found = await leases.of_customer(work.store, work.site, number, to_change=True)
        if found and found[0].holder == event.outgoing:
            await release(found, "handover", work)
