"""The services report anew what is held."""

from chassis.work import Work
from contracts.problems import Conflict, Forbidden
from contracts.roster import HandoverReceipt, ReportAgain
from services.roster.handlers.handover_log import find_log, note_step
from services.roster.handlers.open_handover import ask_services
from services.roster.repository import handovers as handover_repository


async def report_again(command: ReportAgain, work: Work) -> HandoverReceipt:
    """The next round; reports of an earlier one no longer count. Rule TH-12."""
    handover, before = await find_log(command.handover_id, work)
    if work.actor not in (handover.outgoing, handover.incoming) and not (
        work.is_admin or work.person.has(work.playbook.managers)
    ):
        raise Forbidden("this is for the outgoing and the incoming person and for managers")
    if before.waiting_for and before.is_open:
        raise Conflict(f"round {before.round} is still waited for: {', '.join(before.waiting_for)}")
    log = before.asked_again()
    await handover_repository.drop_reports(work.store, handover.id)
    values = {"round": log.round, "state": log.state, "reviewed_at": None, "item_count": len(log.items)}
    await handover_repository.change_handover(work.store, handover.id, **values)
    note_step(handover.id, "asked_again", work, str(log.round))
    asked = await handover_repository.handover_by_id(work.store, work.site, handover.id)
    if asked is not None:
        ask_services(asked, work)
    return HandoverReceipt(handover_id=handover.id, state=log.state)
