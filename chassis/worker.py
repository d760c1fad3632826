"""Group commit: the messages at hand are handled in one transaction, each succeeding or failing by itself.

A message that fails before anything of it was written is taken back alone. When that is not possible, or the
transaction fails as a whole, the group is rolled back and its messages are tried one by one.
"""

import asyncio
from collections.abc import Sequence
from time import perf_counter

from prometheus_client import Counter, Histogram
from sqlalchemy.exc import DBAPIError

from chassis.database import is_collision, is_outage
from chassis.items import Item, Kind, Outcome, Status
from chassis.logs import get_logger
from chassis.transactions import GroupFailed, Transactions, outcome_of
from chassis.work import Work

log = get_logger(__name__)

COLLISIONS = 3


class Worker:
    """The one writer of a service's database in this process."""

    def __init__(self, transactions: Transactions, *, group_max: int) -> None:
        self.service = transactions.service
        self._transactions = transactions
        self._metrics = transactions.metrics
        self._group_max = group_max
        self._queue: asyncio.Queue[Item | None] = asyncio.Queue()
        self.busy = 0
        self._outage_wait = 0.0
        self._kept_series: dict[tuple[str, str], tuple[Counter, Histogram]] = {}

    @property
    def backlog(self) -> int:
        """Messages taken in and not yet done with."""
        return self._queue.qsize() + self.busy

    def submit(self, item: Item) -> None:
        self._queue.put_nowait(item)

    def stop(self) -> None:
        """Finish what is queued, then let ``run`` return."""
        self._queue.put_nowait(None)

    def tidy(self) -> None:
        """Have published outbox rows deleted even when no message comes."""
        if self._queue.empty():
            self._queue.put_nowait(Item(Kind.START, "tidy", "", "", "", _nothing, _ignore))

    async def run(self) -> None:
        while True:
            group: list[Item] = []
            item = await self._queue.get()
            while item is not None:
                group.append(item)
                if len(group) >= self._group_max or self._queue.empty():
                    break
                item = self._queue.get_nowait()
            self.busy = len(group)
            if group:
                await self._handle(group)
            self.busy = 0
            if item is None:
                return

    async def _handle(self, group: list[Item]) -> None:
        started = perf_counter()
        self._metrics.group_size.labels(self.service).observe(len(group))
        try:
            outcomes = await self._without_collision(group)
        except GroupFailed as failed:
            outcomes = [failed.outcome] if len(group) == 1 else []
        except Exception as error:  # noqa: BLE001 whatever it was, each message gets its own outcome below
            outcomes = [outcome_of(error, self.service)] if len(group) == 1 or is_outage(error) else []
            outcomes = outcomes * len(group)
        if not outcomes:
            for item in group:
                await self._handle([item])
            return
        if len(group) == 1 and outcomes[0].status is Status.REFUSED and outcomes[0].error is not None:
            await self._transactions.remember_refusal(group[0], outcomes[0])
        seconds = (perf_counter() - started) / len(group)
        for item, outcome in zip(group, outcomes, strict=True):
            self.finish(item, outcome, seconds)
        await self._breathe(outcomes)

    async def _without_collision(self, group: list[Item]) -> list[Outcome]:
        """The database ends one of two transactions that wait for each other; it is simply done again."""
        for _ in range(COLLISIONS):
            try:
                return await self._transactions.run(group)
            except DBAPIError as error:
                if not is_collision(error):
                    raise
                log.info("transactions collided, once more", service=self.service, messages=len(group))
        return await self._transactions.run(group)

    async def _breathe(self, outcomes: Sequence[Outcome]) -> None:
        """While the database is away, ask less and less often, at most every two seconds."""
        if any(outcome.status is Status.OUTAGE for outcome in outcomes):
            self._outage_wait = min(2.0, max(0.1, self._outage_wait * 2))
            await asyncio.sleep(self._outage_wait)
        else:
            self._outage_wait = 0.0

    def finish(self, item: Item, outcome: Outcome, seconds: float = 0.0) -> None:
        """Count a message that is done with and tell its sender; ``seconds`` is its share of a transaction."""
        if item.label == "tidy":
            return
        handled, took = self._series(item.label, outcome.status.value)
        handled.inc()
        took.observe(seconds)
        if item.timer_id:
            self._metrics.timers_fired.labels(self.service, outcome.timer or "unknown", outcome.status.value).inc()
        item.done(outcome)

    def _series(self, label: str, status: str) -> tuple[Counter, Histogram]:
        """The metrics of a label; looking them up costs more than counting."""
        found = self._kept_series.get((label, status))
        if found is None:
            handled = self._metrics.messages_handled.labels(self.service, label, status)
            found = handled, self._metrics.handling_seconds.labels(self.service, label)
            self._kept_series[label, status] = found
        return found


async def _nothing(work: Work) -> None:
    return None


def _ignore(outcome: Outcome) -> None:
    return None
