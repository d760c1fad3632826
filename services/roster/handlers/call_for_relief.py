"""Nobody has taken over."""

from chassis.work import Timer, Work
from contracts.problems import Conflict, Forbidden
from contracts.roster import HandoverReceipt, HandoverUnrelieved, ReportUnrelieved
from services.roster.domain.handover import HandoverLog
from services.roster.handlers.handover_log import find_log, log_of, note_step
from services.roster.repository import handovers as handover_repository
from services.roster.repository.handovers import Handover


async def call_for_relief(timer: Timer, work: Work) -> None:
    """The time is over. The role the playbook names hears it; the outgoing person stays on duty."""
    handover = await handover_repository.handover_to_change(work.store, work.site, timer.data["handover_id"])
    if handover is None:
        return
    before = await log_of(handover, work)
    log = before.unrelieved()
    if log is not before:
        await _tell(handover, log, None, work)


async def report_unrelieved(command: ReportUnrelieved, work: Work) -> HandoverReceipt:
    """The outgoing person says it at once. Rule TH-15."""
    handover, before = await find_log(command.handover_id, work)
    if work.actor != handover.outgoing or handover.kind != "shift":
        raise Forbidden(f"{handover.outgoing} alone says that nobody relieves them at the end of a shift")
    log = before.unrelieved()
    if log is before:
        raise Conflict(f"this handover is already {log.state}; nothing more is to be said")
    await _tell(handover, log, command.note, work)
    return HandoverReceipt(handover_id=handover.id, state=log.state)


async def _tell(handover: Handover, log: HandoverLog, note: str | None, work: Work) -> None:
    await handover_repository.change_handover(work.store, handover.id, state=log.state)
    told = [person.actor for person in work.staff.recipients(work.playbook.handover.unrelieved_to)]
    note_step(handover.id, "unrelieved", work, ", ".join(told))
    work.announce(HandoverUnrelieved(handover_id=handover.id, outgoing=handover.outgoing, recipients=told, note=note))
