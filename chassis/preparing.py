"""In front of the worker: what a message needs that must not happen inside a transaction. See ADR 9.

A message without preparation goes straight on. The others wait here, a bounded number being prepared at a time.
Whatever comes of it goes through the worker like every message: so a duplicate gets its old answer and a refusal is
remembered.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from nats.js import JetStreamContext

from chassis.aid import Aid, DatabaseAway
from chassis.gateway import Gateways
from chassis.items import Item, Kind, Outcome, Status
from chassis.settings import PREFIX, Settings
from chassis.transactions import Transactions, allow, outcome_of
from chassis.work import NotYet
from chassis.worker import Worker
from contracts.problems import Problem, Unavailable

KEEP_EVERY = 10.0
"""Seconds after which the broker is told again that a message is in hand; well below the ack wait of a consumer."""


class PreparationFailed(Exception):
    """What a message needed before its transaction could not be had."""


class Preparing:
    """The messages of one service that are being prepared. Commands go first, and a quarter of the places is theirs:
    somebody waits for them."""

    def __init__(
        self,
        worker: Worker,
        transactions: Transactions,
        settings: Settings,
        gateways: Gateways,
        broker: Callable[[], JetStreamContext | None],
        *,
        keep_every: float = KEEP_EVERY,
    ) -> None:
        self._worker = worker
        self._transactions = transactions
        self._settings = settings
        self._gateways = gateways
        self._broker = broker
        self._keep_every = keep_every
        self._asked: deque[Item] = deque()
        self._waiting: deque[Item] = deque()
        self._running: dict[asyncio.Task[None], Item] = {}
        self._timers: set[str] = set()
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def backlog(self) -> int:
        """Messages taken in and not yet with the worker."""
        return len(self._asked) + len(self._waiting) + len(self._running)

    def submit(self, item: Item) -> None:
        if item.prepare is None:
            self._worker.submit(item)
        else:
            self._take(item)

    async def finish(self) -> None:
        """Hand back what was not begun, wait for the rest; each has its time limit."""
        self._stopping = True
        for queue in (self._asked, self._waiting):
            while queue:
                self._hand_back(queue.popleft())
        while self._running:
            await asyncio.wait(list(self._running))
        if self._keeper is not None:
            self._keeper.cancel()

    def _take(self, item: Item) -> None:
        if self._stopping:
            self._hand_back(item)
            return
        if item.timer_id:
            if item.timer_id in self._timers:  # the first delivery speaks for both
                self._worker.finish(item, Outcome(Status.DUPLICATE))
                return
            self._timers.add(item.timer_id)
            item.done = partial(self._timer_done, item.timer_id, item.done)
        (self._asked if item.kind is Kind.COMMAND else self._waiting).append(item)
        self._begin()
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())

    def _timer_done(self, timer_id: str, done: Callable[[Outcome], None], outcome: Outcome) -> None:
        self._timers.discard(timer_id)
        done(outcome)

    def _hand_back(self, item: Item) -> None:
        problem = Unavailable("the service is stopping; nothing was changed; send the same command again").document()
        again = Outcome(Status.OUTAGE, problem.model_dump_json(), problem.status, problem.title)
        self._worker.finish(item, again)

    def _begin(self) -> None:
        while (item := self._next()) is not None:
            task = asyncio.create_task(self._prepare(item))
            self._running[task] = item
            task.add_done_callback(self._ended)

    def _next(self) -> Item | None:
        free = self._settings.prepare_at_once - len(self._running)
        if self._asked and free > 0:
            return self._asked.popleft()
        if self._waiting and free > self._settings.prepare_at_once // 4:
            return self._waiting.popleft()
        return None

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._begin()

    async def _prepare(self, item: Item) -> None:
        started = perf_counter()
        try:
            item.prepared = await self._within_limit(item)
        except DatabaseAway as error:
            self._worker.finish(item, outcome_of(error, self._worker.service))
            return
        except (Problem, NotYet, PreparationFailed) as error:
            _fail(item, error)
        except Exception as error:  # noqa: BLE001 it becomes the message's own fault, with the cause
            failure = PreparationFailed(f"{type(error).__name__}: {error}")
            failure.__cause__ = error
            _fail(item, failure)
        seconds = perf_counter() - started
        self._transactions.metrics.preparing_seconds.labels(self._worker.service, item.label).observe(seconds)
        self._worker.submit(item)

    async def _within_limit(self, item: Item) -> Any:
        limit = asyncio.timeout(self._settings.prepare_timeout)
        try:
            async with limit:
                return await self._outcome(item)
        except TimeoutError as error:
            if limit.expired():
                allowed = f"{self._settings.prepare_timeout:g} s ({PREFIX}PREPARE_TIMEOUT)"
                raise PreparationFailed(f"not prepared within {allowed}") from error
            raise

    async def _outcome(self, item: Item) -> Any:
        assert item.prepare is not None
        transactions = self._transactions
        aid = self._aid(item)
        async with aid.reading() as store:
            if item.timer_id:
                timer = (await transactions.timers(store, [item.timer_id])).get(item.timer_id)
                if timer is None or timer.due_at > aid.now:
                    return None  # the worker finds the same and says so
                item.timer = timer
            elif item.permission:
                allow(await transactions.reading(item, store), item.permission)
        return await item.prepare(item.timer, aid)

    def _aid(self, item: Item) -> Aid:
        transactions = self._transactions
        return Aid(
            site=item.site,
            actor=item.actor,
            message_id=item.id,
            now=transactions.clock.now(),
            playbook=transactions.playbooks.of(item.site),
            settings=self._settings,
            gateway=self._gateways,
            read=transactions.database.read,
            broker=self._broker,
        )

    async def _keep(self) -> None:
        while self.backlog:
            await asyncio.sleep(self._keep_every)
            for item in (*self._waiting, *self._asked, *self._running.values()):
                if item.touch is not None:
                    await item.touch()


def _fail(item: Item, error: Exception) -> None:
    async def fail(*_: Any) -> None:
        raise error

    item.run = item.fire = fail
