"""The housekeeping of one service: sweeps, overdue timers, old inbox rows, gauges, recurring timers at the start."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from nats.aio.msg import Msg
from sqlalchemy import ColumnElement, delete, func, or_, select, update

from chassis.columns import from_micros, to_micros
from chassis.database import is_outage
from chassis.items import Item, Kind, Outcome
from chassis.logs import get_logger
from chassis.sampler import Sampler
from chassis.store import Store
from chassis.work import SYSTEM, Work
from contracts import subjects

if TYPE_CHECKING:
    from chassis.app import ServiceApp

log = get_logger(__name__)

OVERDUE = timedelta(seconds=15)
OVERDUE_PREPARED = timedelta(minutes=5)
"""Preparation may take its time and must not be begun twice by two replicas."""
INBOX_KEPT = timedelta(days=14)
ROWS = 5_000


class Due(NamedTuple):
    """A timer whose moment has come."""

    id: str
    site: str
    kind: str
    due_at: datetime


class Upkeep:
    """Runs beside the worker; every write goes through it."""

    def __init__(self, app: "ServiceApp") -> None:
        self._app = app
        self._stop = asyncio.Event()
        self._tables = app.definition.tables

    async def start(self) -> None:
        """Publish what an earlier run left unsent and set the recurring timers of every site."""
        await self._app.relay.sweep(age=timedelta(0))
        for site in self._app.playbooks.sites:
            for function in self._app.definition.subscribers.on_start:
                await self.in_worker(site, function)

    async def in_worker(self, site: str, function: "object") -> Outcome:
        """Run ``function(work)`` in a transaction of the worker and wait for it."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        run = partial(_run, function)

        def done(outcome: Outcome) -> None:
            if not future.done():
                future.set_result(outcome)

        self._app.worker.submit(Item(Kind.START, "upkeep", site, SYSTEM, "", run, done))
        outcome = await future
        if outcome.error is not None:
            log.warning("upkeep failed", service=self._app.name, site=site, error=repr(outcome.error)[:200])
        return outcome

    async def run(self) -> None:
        """Every ``sweep_interval`` seconds until stopped; published rows are forgotten within half a second."""
        rounds = max(1, int(self._app.settings.sweep_interval / 0.5))
        number = 0
        while not self._stop.is_set():
            try:
                async with asyncio.timeout(0.5):
                    await self._stop.wait()
            except TimeoutError:
                pass
            number += 1
            if self._app.relay.unsettled:
                self._app.worker.tidy()
            if number % rounds == 0:
                await self._round(number // rounds)

    async def _round(self, number: int) -> None:
        try:
            await self._app.relay.sweep()
            await self._wake_overdue()
            if number % 100 == 1:
                await self._forget_old()
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("upkeep waits for the database", service=self._app.name, error=repr(error)[:200])

    def stop(self) -> None:
        self._stop.set()

    async def forget_sent(self) -> None:
        """Delete what was published and still stands in the outbox."""
        sent = self._app.relay.take_sent()
        if sent:
            outbox = self._tables.outbox
            async with self._app.database.write() as store:
                await store.execute(delete(outbox).where(outbox.c.id.in_(sent)))

    async def due(self, now: datetime) -> int:
        """How many timers are due and have not been handled."""
        return len(await self._timers_until(now, limit=ROWS))

    async def rearm(self, until: datetime) -> int:
        """Publish anew the schedules of timers due until then: a steered clock was moved."""
        due = await self._timers_until(until, limit=100_000)
        await self._schedule(due)
        return len(due)

    async def _wake_overdue(self) -> None:
        """A timer long due that has not fired lost its schedule (a stream restored from a backup): set it again."""
        now, kind = self._app.clock.now(), self._tables.timers.c.kind
        prepared = list(self._app.definition.subscribers.timer_preparations)
        late = or_(kind.not_in(prepared), self._tables.timers.c.due_at <= now - OVERDUE_PREPARED)
        due = await self._timers_until(now - OVERDUE, ROWS, *([late] if prepared else []))
        if due:
            log.warning("timers overdue, set again", service=self._app.name, timers=len(due))
            await self._schedule(due)

    async def _timers_until(self, until: datetime, limit: int, *which: ColumnElement[bool]) -> list[Due]:
        timers = self._tables.timers
        statement = select(timers.c.id, timers.c.site, timers.c.kind, timers.c.due_at).where(
            timers.c.due_at <= until, timers.c.parked == 0, *which
        )
        async with self._app.database.read() as store:
            rows = await store.rows(statement.order_by(timers.c.due_at).limit(limit))
        return [Due(*row) for row in rows]

    async def _schedule(self, due: list[Due]) -> None:
        async def send(work: Work) -> None:
            for timer in due:
                work.send_schedule(timer.id, timer.due_at, timer.kind, site=timer.site)

        if due:
            await self.in_worker(self._app.playbooks.sites[0], send)

    async def _forget_old(self) -> None:
        before = to_micros(datetime.now(UTC) - INBOX_KEPT)
        inbox = self._tables.inbox

        async def forget(work: Work) -> None:
            old = select(inbox.c.id).where(inbox.c.handled_at < before).limit(ROWS)
            await work.store.execute(delete(inbox).where(inbox.c.id.in_(old)))

        await self.in_worker(self._app.playbooks.sites[0], forget)

    async def park_timer(self, msg: Msg) -> None:
        """A timer whose handling was given up keeps its row, so that its dead letter can be replayed."""
        timers = self._tables.timers
        address = subjects.parse(msg.subject)
        if address.kind != "due":
            return
        timer_id = json.loads(msg.data)["timer"]

        async def mark(work: Work) -> None:
            await work.store.execute(update(timers).where(timers.c.id == timer_id).values(parked=1))

        await self.in_worker(address.site, mark)

    def register(self, sampler: Sampler) -> None:
        """Gauges read from the database and the broker when metrics are scraped."""
        sampler.register(self._sample_database, service=self._app.name)
        sampler.register(self._sample_broker, service=self._app.name)

    async def _sample_database(self) -> None:
        app, now = self._app, datetime.now(UTC)
        async with app.database.read() as store:
            await self._sample_outbox(store, now)
            row = await store.row(select(func.count()).select_from(self._tables.timers))
            app.metrics.timers_pending.labels(app.name).set(row[0] if row else 0)
            for sample in app.definition.samplers:
                await sample(store, app.metrics, app.clock.now(), app.playbooks.sites)

    async def _sample_outbox(self, store: Store, now: datetime) -> None:
        outbox, app = self._tables.outbox, self._app
        counts = await store.row(select(func.count(), func.min(outbox.c.created_at)))
        number, oldest_at = counts or (0, None)
        unsent = max(0, number - app.relay.unsettled)
        app.metrics.outbox_unsent.labels(app.name).set(unsent)
        oldest = (now - from_micros(oldest_at)).total_seconds() if oldest_at and unsent else 0
        app.metrics.outbox_oldest_seconds.labels(app.name).set(oldest)

    async def _sample_broker(self) -> None:
        app = self._app
        if app.js is None:
            return
        for stream in (subjects.EVENTS_STREAM, subjects.BOX_STREAM, subjects.TIME_STREAM):
            info = await app.js.consumer_info(stream, app.name)
            app.metrics.consumer_pending.labels(app.name, stream).set(info.num_pending or 0)
            app.metrics.consumer_ack_pending.labels(app.name, stream).set(info.num_ack_pending or 0)
            app.metrics.consumer_redelivered.labels(app.name, stream).set(info.num_redelivered or 0)


async def _run(function: object, work: Work) -> None:
    assert callable(function)
    await function(work)
