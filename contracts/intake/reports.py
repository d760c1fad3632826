"""Reports that each business line owes the desk the same day. Rule IR-02."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Name, Part, Query, Recipient, RequestNumber
from contracts.intake.common import SERVICE, IntakeEvent


class ReportReminder(Part):
    """``level`` 0 is the first reminder at the set time, the links of the chain count from 1."""

    at: AwareDatetime
    level: int
    to_role: str
    recipients: list[Recipient]


class ReportRow(Part):
    """How the report of one business line stands. ``number``, ``at`` and ``by`` are of the first that came."""

    report: Name
    business_line: Name
    state: Literal["reported", "awaited", "missing"]
    due_at: AwareDatetime | None
    number: RequestNumber | None = None
    at: AwareDatetime | None = None
    by: Actor | None = None
    reminders: list[ReportReminder] = Field(default_factory=list)


class ReportsView(Part):
    day: date
    rows: list[ReportRow]


class DayReports(Query):
    """The reports of a local ``day`` (default today): who has reported, who was reminded. ``missing`` once the set time
    has passed."""

    service, view, result = SERVICE, "reports", ReportsView
    day: date | None = None


class ReportMissing(IntakeEvent):
    """The set time has passed without the report of a business line. ``level`` 0 reminds ``to_role``; each link of the
    chain looks again whether it has come meanwhile, and counts from 1. Rule IR-02."""

    fact = "report.missing"
    name: Name
    title: dict[str, str]
    business_line: Name
    day: date
    due_at: AwareDatetime
    level: int
    to_role: str
    recipients: list[Recipient]
