"""Nobody has taken over."""

from chassis.work import Timer, Work
from contracts.roster import HandoverUnrelieved
from services.roster.repository import handovers as handover_repository


async def call_for_relief(timer: Timer, work: Work) -> None:
    """The role the playbook names hears it; the outgoing person stays on duty."""
    found = await handover_repository.handover_to_change(work.store, work.site, timer.data["handover_id"])
    if found is None:
        return
    handover, before = found
    log = before.unrelieved()
    if log is before:
        return
    await handover_repository.change_handover(work.store, handover.id, state=log.state)
    told = work.staff.recipients(work.playbook.handover.unrelieved_to)
    work.announce(
        HandoverUnrelieved(
            handover_id=handover.id, outgoing=handover.outgoing, recipients=[recipient.actor for recipient in told]
        )
    )
