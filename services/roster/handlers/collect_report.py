"""A service says what the outgoing person still holds."""

from chassis.work import NotYet, Work
from contracts.cashdesk import CashdeskHandoverReported
from contracts.dispatch import DispatchHandoverReported
from contracts.followup import FollowupHandoverReported
from contracts.intake import IntakeHandoverReported
from contracts.roster import HandoverCompiled
from services.roster.domain.handover import HandoverLog
from services.roster.handlers.close_handover import Closing, close_handover
from services.roster.handlers.handover_log import log_of, note_step
from services.roster.handlers.handover_timers import cancel_report_timer
from services.roster.repository import handover_record as record
from services.roster.repository import handovers as handover_repository
from services.roster.repository.handovers import Handover

Report = IntakeHandoverReported | DispatchHandoverReported | FollowupHandoverReported | CashdeskHandoverReported


async def collect_report(event: Report, work: Work) -> None:
    """Write it into the log, once a service and round and in any order; with the last one the log is compiled. When B
    stands in for A that is all it takes. Rules TH-11, TH-14."""
    handover = await handover_repository.handover_to_change(work.store, work.site, event.handover_id)
    if handover is None:
        raise NotYet(f"handover {event.handover_id} is not known yet")
    if event.round > handover.round:
        raise NotYet(f"round {event.round} of handover {event.handover_id} is not known yet")
    before = await log_of(handover, work)
    news = await handover_repository.news_since(work.store, work.site, handover.opened_at)
    log = before.reported(event.service, event.items, news, event.round)
    if log is before:
        return
    log = await _with_servings_over(log, work)
    handover_repository.keep_report(work.store, work.site, handover.id, log, event.service)
    await handover_repository.change_handover(work.store, handover.id, state=log.state, item_count=len(log.items))
    note_step(handover.id, "reported", work, f"{event.service}: {len(log.reports[event.service])}")
    if not log.waiting_for:
        await _compiled(handover, log, work)


async def _with_servings_over(log: HandoverLog, work: Work) -> HandoverLog:
    """Events may come in any order: the end of a serving before the report that it runs. Rule TH-17."""
    reported = {item.reference for item in log.by_hand if item.kind == "serving"}
    for serving in await record.ended_among(work.store, work.site, reported):
        log = log.served(serving)
    return log


async def _compiled(handover: Handover, log: HandoverLog, work: Work) -> None:
    await cancel_report_timer(handover.id, work)
    note_step(handover.id, "compiled", work, str(len(log.items)))
    work.announce(
        HandoverCompiled(
            handover_id=handover.id, outgoing=handover.outgoing, incoming=handover.incoming, items=len(log.items)
        )
    )
    if handover.kind == "stand_in" and handover.incoming is not None:
        await close_handover(handover, log.closed("completed"), Closing(handover.incoming, None), work)
