"""Show how the reports of a day stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import DayReports, ReportReminder, ReportRow, ReportsView
from services.intake.domain.reporting import due_on
from services.intake.repository import reports


async def show_reports(query: DayReports, work: Work) -> ReportsView:
    """Each business line that owes a report that day: the first that came, or who was reminded. Rule IR-02."""
    day = query.day or work.playbook.calendar.local_date(work.now)
    rows: list[ReportRow] = []
    for name, spec in work.playbook.expected_reports.items():
        due_at = due_on(work.playbook, spec, day)
        came = [row for row in await reports.reported_since(work.store, work.site, name, day) if row.day == day]
        reminded = await reports.reminders_of(work.store, work.site, name, day)
        for business_line in spec.of:
            first = next((row for row in came if row.business_line == business_line), None)
            if due_at is not None or first is not None:
                told = [row for row in reminded if row.business_line == business_line]
                rows.append(_row(name, business_line, due_at, first, told, work.now))
    return ReportsView(day=day, rows=rows)


def _row(
    name: str, business_line: str, due_at: datetime | None, first: Any, told: list[Row[Any]], now: datetime
) -> ReportRow:
    missing = due_at is not None and due_at <= now
    return ReportRow(
        report=name,
        business_line=business_line,
        state="reported" if first is not None else "missing" if missing else "awaited",
        due_at=due_at,
        number=first.number if first is not None else None,
        at=first.recorded_at if first is not None else None,
        by=first.reported_by if first is not None else None,
        reminders=[
            ReportReminder(at=row.at, level=row.level, to_role=row.to_role, recipients=row.recipients) for row in told
        ],
    )
