"""What Prometheus hears of dispatch: deadlines met and missed."""

from datetime import datetime, timedelta

from chassis.metrics import Metrics
from chassis.store import Store
from services.dispatch import repository

WINDOW = timedelta(hours=1)
OVERLAP = timedelta(minutes=1)


class DeadlineSampler:
    """Counts deadlines met and missed by line, from the first scrape on.

    The count is taken from the database, over a window that moves on every hour, so that it costs the same however
    old the desk is. ``OVERLAP`` leaves time for transactions that were under way.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._seen: dict[tuple[str, str], int] = {}

    async def __call__(self, store: Store, metrics: Metrics, now: datetime, sites: list[str]) -> None:
        if self._since is None:
            self._since = now - OVERLAP
            self._seen = await repository.decided_since(store, self._since)
        found = await repository.decided_since(store, self._since)
        for (line, state), count in found.items():
            metrics.deadlines.labels(line, state).inc(max(0, count - self._seen.get((line, state), 0)))
        self._seen = found
        if now - self._since > WINDOW:
            self._since = now - OVERLAP
            self._seen = await repository.decided_since(store, self._since)
