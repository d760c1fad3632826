"""The time to report is over."""

from chassis.work import Timer, Work
from contracts.roster import HandoverOverdue
from services.roster.handlers.handover_log import log_of, note_step
from services.roster.repository import handovers as handover_repository


async def name_overdue(timer: Timer, work: Work) -> None:
    """Name the services that have not reported."""
    handover = await handover_repository.handover_to_change(work.store, work.site, timer.data["handover_id"])
    if handover is None:
        return
    log = await log_of(handover, work)
    if log.is_open and log.waiting_for:
        note_step(handover.id, "overdue", work, ", ".join(log.waiting_for))
        work.announce(HandoverOverdue(handover_id=handover.id, waiting_for=log.waiting_for))
