"""dispatch said why an order stays open, or that it is over, while a handover is open."""

from chassis.work import Work
from services.roster.domain.handover import HandoverLog
from services.roster.domain.handover_items import News
from services.roster.handlers.handover_log import log_of
from services.roster.repository import handovers as handover_repository


async def explain_items(news: News, work: Work) -> None:
    """Fill it into the open logs, and keep it for reports that were written before it. Rule PD-15."""
    handovers = await handover_repository.open_handovers(work.store, work.site, to_change=True)
    if not handovers:
        return
    handover_repository.keep_news(work.store, work.site, news, work.now)
    for handover in handovers:
        before = await log_of(handover, work)
        keep_changes(handover.id, before, before.informed(news), work)


def keep_changes(handover_id: str, before: HandoverLog, log: HandoverLog, work: Work) -> None:
    """Write the reports that differ."""
    for service, items in log.reports.items():
        if items != before.reports[service]:
            handover_repository.keep_report(work.store, work.site, handover_id, log, service)
