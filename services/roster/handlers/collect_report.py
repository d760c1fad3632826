"""A service says what the outgoing person still holds."""

from chassis.work import NotYet, Work
from contracts.cashdesk import CashdeskHandoverReported
from contracts.dispatch import DispatchHandoverReported
from contracts.followup import FollowupHandoverReported
from contracts.intake import IntakeHandoverReported
from contracts.roster import HandoverCompiled
from services.roster.domain.handover import HandoverLog
from services.roster.handlers.handover_timers import cancel_report_timer
from services.roster.repository import handovers as handover_repository
from services.roster.repository.handovers import Handover

Report = IntakeHandoverReported | DispatchHandoverReported | FollowupHandoverReported | CashdeskHandoverReported


async def collect_report(event: Report, work: Work) -> None:
    """Write it into the log, once a service and in any order; with the last one the log is compiled."""
    found = await handover_repository.handover_to_change(work.store, work.site, event.handover_id)
    if found is None:
        raise NotYet(f"handover {event.handover_id} is not known yet")
    handover, before = found
    news = await handover_repository.news_since(work.store, work.site, handover.opened_at)
    log = before.reported(event.service, event.items, news)
    if log is before:
        return
    handover_repository.keep_report(work.store, work.site, handover.id, log, event.service)
    await handover_repository.change_handover(work.store, handover.id, state=log.state, item_count=len(log.items))
    if not log.waiting_for:
        await _compiled(handover, log, work)


async def _compiled(handover: Handover, log: HandoverLog, work: Work) -> None:
    await cancel_report_timer(handover.id, work)
    work.announce(
        HandoverCompiled(
            handover_id=handover.id, outgoing=handover.outgoing, incoming=handover.incoming, items=len(log.items)
        )
    )
