"""What is kept about requests: the follow-up record, the complaint ledger, the log of personal data read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from chassis.store import Store
from services.intake.domain.paging import Place
from services.intake.repository.pages import page
from services.intake.tables import ledger, readings, record_entries, requests


def add_entry(store: Store, site: str, number: str, at: datetime, entry_id: str, **values: Any) -> None:
    """One line of the follow-up record; ``values``: type, service, actor, data."""
    store.insert(record_entries, site=site, number=number, at=at, id=entry_id, **values)


async def list_entries(store: Store, site: str, number: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    statement = select(record_entries).where(record_entries.c.site == site, record_entries.c.number == number)
    return await store.rows(page(statement, record_entries.c.at, record_entries.c.id, after, limit))


async def entries_of_types(store: Store, site: str, number: str, types: Sequence[str]) -> Sequence[Row[Any]]:
    mine = (record_entries.c.site == site, record_entries.c.number == number, record_entries.c.type.in_(types))
    return await store.rows(select(record_entries).where(*mine).order_by(record_entries.c.at, record_entries.c.id))


def add_ledger_line(store: Store, site: str, number: str, **values: Any) -> None:
    """Write, or write anew, the ledger line of a complaint: day, recorded_at, complainant (masked), place."""
    store.put(ledger, site=site, number=number, **values)


async def list_ledger(
    store: Store, site: str, *, since: date | None, until: date | None, after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Ledger lines with what became of each complaint, oldest first."""
    joined = ledger.join(requests, (requests.c.site == ledger.c.site) & (requests.c.number == ledger.c.number))
    told = ("severity", "department", "received_by", "state", "outcome")
    statement = select(ledger, *(requests.c[name] for name in told)).select_from(joined).where(ledger.c.site == site)
    if since is not None:
        statement = statement.where(ledger.c.day >= since)
    if until is not None:
        statement = statement.where(ledger.c.day <= until)
    return await store.rows(page(statement, ledger.c.recorded_at, ledger.c.number, after, limit))


def add_reading(store: Store, site: str, number: str, at: datetime, reading_id: str, **values: Any) -> None:
    """One reading of personal data; ``values``: actor, purpose."""
    store.insert(readings, site=site, number=number, at=at, id=reading_id, **values)


async def list_readings(store: Store, site: str, number: str, after: Place | None, limit: int) -> Sequence[Row[Any]]:
    statement = select(readings).where(readings.c.site == site, readings.c.number == number)
    return await store.rows(page(statement, readings.c.at, readings.c.id, after, limit))
