"""Which requests are reports that a business line owes the desk that day. Rule IR-02."""

from datetime import datetime

from chassis.work import Work
from services.intake.domain.planning import Draft
from services.intake.domain.reporting import reports_in
from services.intake.repository import reports


def keep_report(work: Work, draft: Draft, number: str, by: str, recorded_at: datetime) -> None:
    """Count the request as the report of the business line its form names."""
    for report, business_line in reports_in(work.playbook, draft.name, draft.form):
        day = work.playbook.calendar.local_date(recorded_at)
        reports.keep_report(
            work.store,
            work.site,
            number,
            report,
            day=day,
            business_line=business_line,
            reported_by=by,
            recorded_at=recorded_at,
        )


async def withdraw_report(work: Work, line: str, number: str) -> None:
    """A cancelled request reports nothing."""
    if any(spec.line == line for spec in work.playbook.expected_reports.values()):
        await reports.withdraw_reports(work.store, work.site, number)
