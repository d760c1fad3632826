"""What followup tells Prometheus about its data."""

from datetime import datetime

from chassis.metrics import Metrics
from chassis.store import Store
from services.followup.repository import callbacks


async def sample_callbacks(store: Store, metrics: Metrics, now: datetime, sites: list[str]) -> None:
    """Set ``frontdesk_callbacks_due`` of every site."""
    due = await callbacks.count_due(store, sites, now)
    for site in sites:
        metrics.callbacks_due.labels(site).set(due.get(site, 0))
