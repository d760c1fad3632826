"""Gauges that describe the open requests."""

from datetime import datetime

from chassis.metrics import Metrics
from chassis.store import Store
from services.intake.repository.requests import open_by_line


async def sample_open_requests(store: Store, metrics: Metrics, now: datetime, sites: list[str]) -> None:
    """Set ``frontdesk_requests_open`` and ``frontdesk_requests_oldest_seconds`` per site and line; a line whose
    last request was closed disappears."""
    rows = await open_by_line(store, sites)
    metrics.requests_open.clear()
    metrics.requests_oldest_seconds.clear()
    for row in rows:
        metrics.requests_open.labels(row.site, row.line).set(row.open)
        age = (now - row.oldest).total_seconds()
        metrics.requests_oldest_seconds.labels(row.site, row.line).set(max(0.0, age))
