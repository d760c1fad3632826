"""Gauge of what could not be delivered."""

from datetime import datetime

from chassis.metrics import Metrics
from chassis.store import Store
from services.intake.repository.outgoing import count_undelivered


async def sample_letters(store: Store, metrics: Metrics, now: datetime, sites: list[str]) -> None:
    """Set ``frontdesk_letters_undelivered`` of every site."""
    found = await count_undelivered(store, sites)
    for site in sites:
        metrics.letters_undelivered.labels(site).set(found.get(site, 0))
