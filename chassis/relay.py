"""The relay: publishes outbox rows after the commit, many at once, in order per key, until the broker has them.

Rows of one key (a request, a timer) go out one after the other; those of different keys together. What could not
be published stays in the outbox and is swept up later, also by another replica; the message id makes a second
publish harmless.
"""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import nats.errors
from nats.js.errors import APIError
from sqlalchemy import select

from chassis.clock import Clock
from chassis.columns import to_micros
from chassis.database import Database
from chassis.logs import get_logger
from chassis.metrics import Metrics
from chassis.publisher import Message
from chassis.store import Store
from chassis.tables import ChassisTables
from chassis.work import OutboxRow
from contracts import subjects
from contracts.envelope import MSG_ID

log = get_logger(__name__)

SWEEP_AGE = timedelta(seconds=3)
SWEEP_ROWS = 2_000


class Publisher(Protocol):
    """What the relay needs of the broker."""

    async def publish_all(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Return when the broker has answered for all: None for what is stored, else why it is not."""

    async def purge(self, stream: str, subject: str) -> None:
        """Remove what is stored under one subject."""


class Relay:
    """One service's outbox on its way out."""

    def __init__(
        self,
        *,
        service: str,
        database: Database,
        tables: ChassisTables,
        publisher: Publisher,
        clock: Clock,
        metrics: Metrics,
        in_flight: int,
    ) -> None:
        self.service = service
        self._database = database
        self._outbox = tables.outbox
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics
        self._in_flight = in_flight
        self._waiting: deque[OutboxRow] = deque()
        self._held: set[str] = set()
        self._sent: list[str] = []
        self._news = asyncio.Event()
        self._stopping = False
        self.publishing = 0

    @property
    def backlog(self) -> int:
        """Rows in this process that the broker has not confirmed."""
        return len(self._waiting) + self.publishing

    @property
    def unsettled(self) -> int:
        """Published rows that still stand in the outbox."""
        return len(self._sent)

    def submit(self, rows: Iterable[OutboxRow]) -> None:
        """Take committed rows to publish."""
        for row in rows:
            if row.id not in self._held:
                self._held.add(row.id)
                self._waiting.append(row)
        if self._waiting:
            self._news.set()

    def take_sent(self) -> list[str]:
        """Ids of published rows, to be deleted by the next transaction."""
        sent, self._sent = self._sent, []
        return sent

    def give_back_sent(self, sent: list[str]) -> None:
        """That transaction was rolled back."""
        self._sent = sent + self._sent

    def stop(self) -> None:
        """Publish what is waiting, then let ``run`` return."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        while True:
            if not self._waiting:
                if self._stopping:
                    return
                self._news.clear()
                await self._news.wait()
                continue
            batch = [self._waiting.popleft() for _ in range(min(self._in_flight, len(self._waiting)))]
            self.publishing = len(batch)
            failed = await self._publish_all(batch)
            self.publishing = 0
            if failed and not self._stopping:
                await asyncio.sleep(0.25)

    async def _publish_all(self, batch: list[OutboxRow]) -> bool:
        """Wave by wave, one row of each key a wave. After a failure the rest of that key waits for the sweep."""
        broken: set[str] = set()
        while batch:
            wave: dict[str, OutboxRow] = {}
            rest: list[OutboxRow] = []
            for row in batch:
                key = row.key or row.id
                if key in broken:
                    self._held.discard(row.id)
                elif key in wave:
                    rest.append(row)
                else:
                    wave[key] = row
            results = await self._publish_wave(list(wave.values()))
            for (key, row), result in zip(wave.items(), results, strict=True):
                self._held.discard(row.id)
                if result is None:
                    self._sent.append(row.id)
                else:
                    broken.add(key)
                    self._complain(row, result)
            batch = rest
        return bool(broken)

    async def _publish_wave(self, rows: list[OutboxRow]) -> list[Exception | None]:
        purges = {row.id: await self._purge(row) for row in rows if row.kind == "purge"}
        messages = [self._message(row) for row in rows if row.kind != "purge"]
        results = iter(await self._publisher.publish_all(messages) if messages else [])
        outcome = [purges[row.id] if row.kind == "purge" else next(results) for row in rows]
        for row, failure in zip(rows, outcome, strict=True):
            if failure is None:
                self._metrics.published.labels(self.service, row.kind).inc()
        return outcome

    async def _purge(self, row: OutboxRow) -> Exception | None:
        try:
            await self._publisher.purge(subjects.TIME_STREAM, row.subject)
        except (nats.errors.Error, APIError, TimeoutError) as error:
            return error
        return None

    def _message(self, row: OutboxRow) -> Message:
        return Message(row.subject, row.body, self._schedule_headers(row) if row.kind == "schedule" else row.headers)

    def _schedule_headers(self, row: OutboxRow) -> dict[str, str]:
        at = self._clock.real(datetime.fromisoformat(row.headers["due"])).astimezone(UTC)
        return {
            "Nats-Schedule": f"@at {at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}",
            "Nats-Schedule-Target": row.headers["target"],
            MSG_ID: row.id,
        }

    def _complain(self, row: OutboxRow, error: Any) -> None:
        self._metrics.publish_failures.labels(self.service).inc()
        log.warning(
            "not published, will be tried again", subject=row.subject, message_id=row.id, error=repr(error)[:200]
        )

    async def sweep(self, *, age: timedelta = SWEEP_AGE) -> int:
        """Publish what stands unsent in the outbox for longer than ``age``; returns how many rows were found."""
        before = to_micros(datetime.now(UTC) - age)
        outbox = self._outbox
        statement = select(outbox).where(outbox.c.created_at < before).order_by(outbox.c.id).limit(SWEEP_ROWS)
        settled = set(self._sent)
        async with self._database.read() as store:
            rows = await self._read(store, statement)
        fresh = [row for row in rows if row.id not in settled]
        self.submit(fresh)
        return len(fresh)

    async def _read(self, store: Store, statement: Any) -> list[OutboxRow]:
        return [
            OutboxRow(row.id, row.kind, row.key, row.subject, json.loads(row.headers), row.body.encode())
            for row in await store.rows(statement)
        ]
