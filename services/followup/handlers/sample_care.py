"""What followup tells Prometheus about the care plan."""

from datetime import datetime

from chassis.metrics import Metrics
from chassis.store import Store
from services.followup.repository import care


async def sample_care(store: Store, metrics: Metrics, now: datetime, sites: list[str]) -> None:
    """Set ``frontdesk_care_calls_open`` and ``frontdesk_care_calls_late`` of every site and segment."""
    metrics.care_calls_open.clear()
    metrics.care_calls_late.clear()
    for site, segment, still, late in await care.count_open(store, sites, now):
        metrics.care_calls_open.labels(site, segment).set(still)
        metrics.care_calls_late.labels(site, segment).set(late)
