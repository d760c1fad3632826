"""The week's findings go to the departments, and the cases to be called again to who calls."""

from chassis import recurring
from chassis.work import Timer, Work
from contracts.followup import CallAgainListed, FindingsReported
from contracts.playbook.care import FindingsReport
from services.followup.domain.findings import MOST, by_department, in_parts
from services.followup.handlers.recipients import of_roles
from services.followup.repository import care, findings


async def report_findings(timer: Timer, work: Work) -> None:
    """Send what was in no report yet, list what is to be called again, and set the next report. Rule TH-26."""
    plan = work.playbook.care
    if plan is None or plan.findings is None:
        return
    await _report(plan.findings, work)
    work.announce(
        CallAgainListed(
            title=plan.findings.title.model_dump(),
            total=await care.count_to_call_again(work.store, work.site),
            rows=in_parts(await care.page_to_call_again(work.store, work.site, None, MOST))[0],
            recipients=of_roles(plan.findings.to, work),
        )
    )
    recurring.schedule_next(work, timer)


async def _report(report: FindingsReport, work: Work) -> None:
    new = await findings.unreported(work.store, work.site, to_change=True)
    if not new:
        return
    rows = [row.model_copy(update={"reported_at": work.now}) for _, row in new]
    for department, parts in by_department(rows).items():
        for number, part in enumerate(parts, start=1):
            known = department in work.playbook.departments
            role = work.staff.head_role(work.playbook, department) if known else None
            work.announce(
                FindingsReported(
                    department=department,
                    title=report.title.model_dump(),
                    part=number,
                    parts=len(parts),
                    findings=part,
                    recipients=of_roles([role] if role else [], work),
                )
            )
    await findings.mark_reported(work.store, [finding_id for finding_id, _ in new], work.now)
