"""Reports that business lines owe each day, and who was reminded of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, select

from chassis.store import Store
from services.intake.tables import report_entries, report_reminders


def keep_report(store: Store, site: str, number: str, report: str, **values: Any) -> None:
    """A request that is such a report; ``values``: day, business_line, reported_by, recorded_at."""
    store.put(report_entries, site=site, number=number, report=report, **values)


async def withdraw_reports(store: Store, site: str, number: str) -> None:
    """The request reports nothing after all."""
    await store.execute(delete(report_entries).where(report_entries.c.site == site, report_entries.c.number == number))


async def reported_since(store: Store, site: str, report: str, day: date) -> Sequence[Row[Any]]:
    """What was reported on this local day or later, oldest first."""
    mine = (report_entries.c.site == site, report_entries.c.report == report, report_entries.c.day >= day)
    order = (report_entries.c.recorded_at, report_entries.c.number)
    return await store.rows(select(report_entries).where(*mine).order_by(*order))


def add_reminder(store: Store, site: str, report: str, day: date, business_line: str, **values: Any) -> None:
    """Who was reminded; ``values``: level, nth, at, due_at, to_role, recipients."""
    store.insert(report_reminders, site=site, report=report, day=day, business_line=business_line, **values)


async def reminders_of(store: Store, site: str, report: str, day: date) -> Sequence[Row[Any]]:
    mine = (report_reminders.c.site == site, report_reminders.c.report == report, report_reminders.c.day == day)
    order = (report_reminders.c.at, report_reminders.c.level, report_reminders.c.nth)
    return await store.rows(select(report_reminders).where(*mine).order_by(*order))
