"""dispatch said why an order stays open, or that it is over, while a handover is open."""

from chassis.work import Work
from services.roster.domain.handover import News
from services.roster.repository import handovers as handover_repository


async def explain_items(news: News, work: Work) -> None:
    """Fill it into the open logs, and keep it for reports that were written before it. Rule PD-15."""
    handovers = await handover_repository.open_handovers(work.store, work.site, to_change=True)
    if not handovers:
        return
    handover_repository.keep_news(work.store, work.site, news, work.now)
    for handover in handovers:
        before = await handover_repository.log_of(work.store, handover.id, handover.state)
        log = before.informed(news)
        for service, items in log.reports.items():
            if items != before.reports[service]:
                handover_repository.keep_report(work.store, work.site, handover.id, log, service)
