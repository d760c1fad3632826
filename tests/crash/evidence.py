"""What is left after the storm: the databases' rows, the streams' messages."""

import asyncio
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

import asyncpg
from nats.js.api import ConsumerConfig

from contracts import subjects
from contracts.base import SERVICES
from tests.bench.databases import driver_url
from tests.bench.installation import SITE, STREAMS, Installation

SHORT_ACK_WAIT = 2.0
SETTLED_WITHIN = 60.0


@dataclass
class Routed:
    """``ids``: the event ids of ``order.routed`` by request; ``messages``: how many messages carry them."""

    ids: dict[str, set[str]]
    messages: int


class Evidence:
    """Reads beside the services, never writes."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def rows(self, service: str, statement: str) -> list[tuple[Any, ...]]:
        """A select on one service's database."""
        url = driver_url(self._installation.database_template, service)
        if not url.startswith("postgresql"):
            with sqlite3.connect(url) as file:
                return file.execute(statement).fetchall()
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    async def column(self, service: str, statement: str) -> list[Any]:
        return [row[0] for row in await self.rows(service, statement)]

    async def settled(self) -> None:
        """Wait until no message is undelivered, unacknowledged or unpublished.

        What a killed process had been handed comes again after the ack wait. The product's is half a minute; it is
        shortened here, after the last restart, so that the test need not wait that long.
        """
        js = self._installation.client.js
        for stream in STREAMS:
            for service in SERVICES:
                config: ConsumerConfig = (await js.consumer_info(stream, service)).config
                config.ack_wait = SHORT_ACK_WAIT
                await js.add_consumer(stream, config)
        async with asyncio.timeout(SETTLED_WITHIN):
            while True:
                await self._installation.settle()
                if not any([await self.column(service, "SELECT id FROM outbox") for service in SERVICES]):
                    return
                await asyncio.sleep(0.1)

    async def routed(self) -> Routed:
        """Every ``order.routed`` in the stream."""
        key, found = "dispatch.order.routed", Routed({}, 0)
        client = self._installation.client
        wanted = await self._installation.count(subjects.EVENTS_STREAM, subjects.event(SITE, key))
        async with client.events(subjects.event(SITE, key), since="all") as stream:
            while found.messages < wanted:
                received = await stream.next(timeout=10)
                found.ids.setdefault(received.number, set()).add(received.envelope.id)
                found.messages += 1
        return found

    async def schedules(self) -> Counter[str]:
        """How many schedule messages stand in the stream for each timer of dispatch."""
        prefix = f"desk.{SITE}.at.dispatch."
        info = await self._installation.client.js.stream_info(subjects.TIME_STREAM, subjects_filter=f"{prefix}>")
        return Counter({key.removeprefix(prefix): number for key, number in (info.state.subjects or {}).items()})

    async def dead_letters(self) -> int:
        return int((await self._installation.client.js.stream_info(subjects.DEAD_STREAM)).state.messages)
