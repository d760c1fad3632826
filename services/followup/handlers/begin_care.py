"""The chains of coverage reports, warnings and findings begin with the service."""

from chassis import recurring
from chassis.work import Work


async def begin_care(work: Work) -> None:
    """See that each comes by its cron. Rules TH-21, TH-26."""
    plan = work.playbook.care
    if plan is None:
        return
    if plan.findings is not None:
        await recurring.expect(work, "care-findings", plan.findings.cron, "findings", {})
    if plan.quota is None:
        return
    if plan.quota.warn is not None:
        await recurring.expect(work, "care-warning", plan.quota.warn.cron, "coverage_warning", {})
    for name, report in plan.quota.reports.items():
        await recurring.expect(work, f"care-report-{name}", report.cron, "coverage_report", {"report": name})
