"""What became of a month's cases."""

from chassis.work import Work
from contracts.followup import GetRetentionStatistics, StatisticsView
from services.followup.domain.months import month_of, month_span
from services.followup.domain.tallies import Ended, statistics
from services.followup.repository import retention


async def show_statistics(query: GetRetentionStatistics, work: Work) -> StatisticsView:
    """Cases opened in the month, by segment, trigger and offer."""
    month = query.month or month_of(work.playbook, work.now)
    since, until = month_span(work.playbook, month)
    cases = await retention.opened_between(work.store, work.site, since, until, query.segment, query.trigger)
    ids = [case.id for case in cases]
    triggers = await retention.triggers_of(work.store, ids)
    offers = await retention.offers_of(work.store, ids)
    ended = [
        Ended(
            segment=case.segment,
            kept=case.kept,
            triggers=tuple(dict.fromkeys(sign.trigger for sign in triggers[case.id])),
            offers=tuple(offers[case.id]),
        )
        for case in cases
    ]
    return statistics(month, ended, work.playbook.currency)
