"""What Prometheus hears of a recalculation: how much of it is still to be done."""

from datetime import datetime
from typing import Any

from chassis.metrics import Metrics
from chassis.store import Store
from services.dispatch import repository
from services.dispatch.handlers.recalculate import timer_id


async def sample_recalculation(store: Store, metrics: Metrics, now: datetime, sites: list[str]) -> None:
    """Set ``frontdesk_deadlines_to_recalculate`` of every site; 0 where none is under way."""
    runs = await repository.timer_data(store, [timer_id(site) for site in sites])
    for site in sites:
        run = runs.get(timer_id(site))
        metrics.deadlines_to_recalculate.labels(site).set(await _left(store, site, run) if run is not None else 0)


async def _left(store: Store, site: str, run: dict[str, Any]) -> int:
    after = str(run["after"][0]), str(run["after"][1])
    return await repository.count_reckoned_otherwise(store, site, str(run["digest"]), after=after)
