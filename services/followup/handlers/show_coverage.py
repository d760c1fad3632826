"""How far the month's quota of calls is reached, and where it is heading."""

from chassis.work import Work
from contracts.followup import CoverageView, GetCoverage, SegmentCoverage
from contracts.playbook.care import Care, Quota
from contracts.problems import Conflict, Invalid
from services.followup.domain.calling import callback_hours
from services.followup.domain.coverage import (
    Counted,
    Forecast,
    coverage,
    forecast,
    month_of,
    passed,
    percent,
    span_of,
)
from services.followup.repository import coverage as figures
from services.followup.repository.coverage import Made


async def show_coverage(query: GetCoverage, work: Work) -> CoverageView:
    """Raises Conflict where the playbook has no quota, Invalid for a month to come. Rule TH-21."""
    plan = work.playbook.care
    if plan is None or plan.quota is None:
        raise Conflict("this desk has no quota of calls", slug="no-quota")
    present = month_of(work.playbook.calendar, work.now)
    month = query.month or present
    if month > present:
        raise Invalid("that month has not begun", errors={"month": f"name {present} or a month before"})
    rows = await coverage_of(plan, plan.quota, month, work)
    return CoverageView(month=month, at=work.now, share=percent(plan.quota.share), rows=rows)


async def coverage_of(plan: Care, quota: Quota, month: str, work: Work) -> list[SegmentCoverage]:
    """Of each segment of the quota, in its order."""
    segments = [name for name in quota.segments if name in plan.segments]
    span = span_of(work.playbook.calendar, month)
    norm = tuple(int((plan.norm + off).total_seconds()) for off in (-plan.margin, plan.margin))
    made = await figures.made(work.store, work.site, segments, span, (norm[0], norm[1]))
    counted = await figures.counted(work.store, work.site, segments, span, work.now, made)
    rows = []
    for name in segments:
        first = plan.segments[name].window.from_
        time = passed(work.playbook.calendar, callback_hours(work.playbook), span, work.now, first)
        ahead = forecast(quota.share, counted[name], time)
        rows.append(_row(name, plan, counted[name], made[name], ahead))
    return rows


def _row(name: str, plan: Care, counted: Counted, made: Made, ahead: Forecast) -> SegmentCoverage:
    return SegmentCoverage(
        segment=name,
        title=plan.segments[name].title.model_dump(),
        accepted=counted.accepted,
        done=counted.done,
        coverage=percent(coverage(counted)),
        open_calls=counted.open_calls,
        needed=ahead.needed,
        at_pace=percent(ahead.pace),
        state=ahead.state,
        late=made.late,
        attempts=made.attempts,
        short_calls=made.short,
        long_calls=made.long,
        average_seconds=made.seconds // made.timed if made.timed else None,
        means=made.means,
    )
