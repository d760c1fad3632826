"""Coverage on schedule: reports, and warnings while a shortfall can still be made up."""

from typing import Any

from chassis import recurring
from chassis.work import Timer, Work
from contracts.followup import CoverageReported, CoverageShort, SegmentCoverage
from contracts.playbook.care import CoverageWarning, Quota
from services.followup.domain.coverage import days_of, month_of, percent
from services.followup.handlers.recipients import of_roles
from services.followup.handlers.show_coverage import coverage_of
from services.followup.repository import coverage as figures

SAID = ("accepted", "done", "coverage", "at_pace", "needed", "open_calls")


async def report_coverage(timer: Timer, work: Work) -> None:
    """Send a report and set the next. One that is no longer wanted ends its chain. Rule TH-21."""
    plan = work.playbook.care
    quota = plan.quota if plan is not None else None
    report = quota.reports.get(timer.data["report"]) if quota is not None else None
    if plan is None or quota is None or report is None:
        return
    month = month_of(work.playbook.calendar, work.now, 1 if report.month == "previous" else 0)
    work.announce(
        CoverageReported(
            report=timer.data["report"],
            title=report.title.model_dump(),
            month=month,
            share=percent(quota.share),
            rows=await coverage_of(plan, quota, month, work),
            recipients=of_roles(report.to, work),
        )
    )
    recurring.schedule_next(work, timer)


async def warn_of_shortfall(timer: Timer, work: Work) -> None:
    """Say of each segment that will not reach its quota at today's pace, unless nothing has changed since it was said.
    Rule TH-21."""
    plan = work.playbook.care
    quota = plan.quota if plan is not None else None
    if plan is None or quota is None or quota.warn is None:
        return
    month = month_of(work.playbook.calendar, work.now)
    if work.playbook.calendar.local_date(work.now).day >= quota.warn.from_day:
        before = await figures.said_before(work.store, work.site, month)
        for row in await coverage_of(plan, quota, month, work):
            if row.state in ("short", "out_of_reach"):
                _warn(row, quota, quota.warn, month, before.get(row.segment), work)
    recurring.schedule_next(work, timer)


def _warn(
    row: SegmentCoverage, quota: Quota, warn: CoverageWarning, month: str, before: dict[str, Any] | None, work: Work
) -> None:
    facts: dict[str, Any] = {name: getattr(row, name) for name in SAID}
    said = facts | {"reachable": row.state == "short"}
    if said == before:
        return
    figures.keep_said(work.store, work.site, month, row.segment, said)
    left = days_of(month)[1] - work.playbook.calendar.local_date(work.now)
    work.announce(
        CoverageShort(
            segment=row.segment,
            title=row.title,
            month=month,
            share=percent(quota.share),
            days_left=left.days - 1,
            recipients=of_roles(warn.to, work),
            **said,
        )
    )
