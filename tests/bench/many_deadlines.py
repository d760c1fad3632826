"""Deadlines by the hundred thousand: many due in one second, all of them recalculated; business time itself."""

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from nats.aio.msg import Msg
from rich.progress import Progress

from chassis.clock import SystemClock
from contracts import subjects
from contracts.calendar import Calendar
from tests.bench.databases import sqlite_template
from tests.bench.figures import Figure
from tests.bench.installation import SITE, TOGETHER, Installation
from tests.bench.load import Load, percentile
from tests.bench.pending import put_pending
from tests.bench.playbook import FAR, bench_playbook
from tests.bench.recipe import read_recipe

NAMES = ("deadlines-burst", "recalculation", "calendar")
BURST = 1_000
BURST_DAY = "20200102"
LEAD = timedelta(seconds=15)
CALENDAR = Calendar(
    timezone="Asia/Shanghai",
    open={"mon-fri": ["08:00-12:00", "13:30-18:00"], "sat": ["09:00-12:00"]},
    holidays="CN",
)


class ManyDeadlines:
    """``quick`` with a tenth of the deadlines."""

    def __init__(self, progress: Progress, *, quick: bool) -> None:
        self._progress = progress
        self._quick = quick

    # ------------------------------------------------------------------ a thousand in one second
    async def burst(self) -> list[Figure]:
        """How late ``deadline.missed`` is when 1,000 deadlines fall due in the same second while others are pending."""
        pending = 50_000 if self._quick else 500_000
        fill = self._bar("burst, filling", pending)
        lags: list[float] = []
        async with self._product(within="30d") as (installation, load):
            await load.run(50, FAR)
            await installation.settle()
            recipe = await read_recipe(installation)
            await put_pending(installation, recipe, pending, fill)
            due_at = SystemClock().now().replace(microsecond=0) + LEAD
            done = await self._watch(load, lags)
            await put_pending(installation, recipe, BURST, lambda _: None, due_at=due_at, day=BURST_DAY)
            early = due_at - SystemClock().now()
            async with asyncio.timeout(180):
                await done.wait()
        p50, p99 = (percentile(lags, share) * 1000 for share in (0.5, 0.99))
        note = f"{BURST} due at one moment, {pending} others pending, put in {early.total_seconds():.0f} s before"
        return [
            Figure("burst lag p50", p50, "ms", better="lower", note=note),
            Figure("burst lag p99", p99, "ms", 1_000, "lower", note=note),
        ]

    async def _watch(self, load: Load, lags: list[float]) -> asyncio.Event:
        bar, done = self._bar("burst, falling due", BURST), asyncio.Event()

        async def missed(msg: Msg) -> None:
            due = datetime.fromisoformat(json.loads(msg.data)["due_at"])
            lags.append(time.time() - due.timestamp())
            bar(1)
            if len(lags) == BURST:
                done.set()

        await load.client.jetstream().subscribe(
            subjects.event(SITE, "dispatch.deadline.missed"),
            stream=subjects.EVENTS_STREAM,
            cb=missed,
            ordered_consumer=True,
        )
        return done

    # ------------------------------------------------------------------ another calendar
    async def recalculation(self) -> list[Figure]:
        """Seconds from the start with another calendar until every open deadline is recalculated, and how long another
        writer had to wait meanwhile."""
        number = 10_000 if self._quick else 100_000
        fill, bar = self._bar("recalculation, filling", number), self._bar("recalculation", number)
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
            folder = Path(name)
            book = bench_playbook(folder, within="20s", business=True)
            async with (
                Installation(folder, sqlite_template(folder), TOGETHER, book) as installation,
                Load(installation.server.url) as load,
            ):
                await load.run(1, FAR)
                await installation.settle()
                await put_pending(installation, await read_recipe(installation), number, fill)
                await installation.kill(0)
                bench_playbook(folder, within="20s", business=True, closes="19:30")
                seconds, moved, waits = await self._restart(installation, load, bar)
        note = f"{moved} open deadlines moved by a calendar that closes half an hour earlier"
        return [
            Figure("recalculation", seconds, "s", 60 * number / 100_000, "lower", note=note),
            Figure("recalculation, longest write lock", max(waits) * 1000, "ms", 100, "lower", note=note),
        ]

    async def _restart(
        self, installation: Installation, load: Load, bar: Callable[[int], None]
    ) -> tuple[float, int, list[float]]:
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        began: list[float] = []

        async def batch(msg: Msg) -> None:
            event = json.loads(msg.data)
            began.append(time.time())
            bar(event["looked_at"])
            if event["done"] and not done.done():
                done.set_result(event["total_moved"])

        await load.client.jetstream().subscribe(
            subjects.event(SITE, "dispatch.deadlines.recalculated"),
            stream=subjects.EVENTS_STREAM,
            cb=batch,
            ordered_consumer=True,
        )
        await installation.spawn(0)
        stop = asyncio.Event()
        file = installation.database_template.replace("{service}", "dispatch").partition(":///")[2]
        watching = asyncio.create_task(asyncio.to_thread(write_waits, file, stop))
        async with asyncio.timeout(600):
            moved = await done
        stop.set()
        return began[-1] - began[0], moved, await watching

    # ------------------------------------------------------------------ business time
    async def calendar(self) -> list[Figure]:
        """Due times a second on one core, for a calendar with lunch breaks and a year of holidays."""
        number = 100_000 if self._quick else 500_000
        bar, chance = self._bar("calendar", number), Random(1)
        first = datetime(2026, 1, 1, tzinfo=UTC)
        asked = [
            (first + timedelta(seconds=chance.randrange(31_536_000)), timedelta(minutes=chance.randrange(1, 10_000)))
            for _ in range(number)
        ]
        CALENDAR.add(*asked[0])
        started = time.perf_counter()
        for start, span in asked:
            CALENDAR.add(start, span)
        seconds = time.perf_counter() - started
        bar(number)
        note = "spans of up to a week from moments of one year; lunch breaks, Saturdays, China's holidays"
        return [Figure("due times", number / seconds, "/s", 100_000, note=note)]

    # ------------------------------------------------------------------ helpers
    @asynccontextmanager
    async def _product(self, *, within: str) -> AsyncIterator[tuple[Installation, Load]]:
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
            folder = Path(name)
            book = bench_playbook(folder, within=within)
            async with (
                Installation(folder, sqlite_template(folder), TOGETHER, book) as installation,
                Load(installation.server.url) as load,
            ):
                yield installation, load

    def _bar(self, title: str, total: float) -> Callable[[int], None]:
        task = self._progress.add_task(title, total=total)
        return lambda number: self._progress.advance(task, number)


def write_waits(file: str, stop: asyncio.Event) -> list[float]:
    """Seconds for which others held the write lock, each time they did: from the first refusal to the success."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    waits = [0.0]
    refused_at = None
    while not stop.is_set():
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            if refused_at is not None:
                waits.append(time.perf_counter() - refused_at)
            refused_at = None
            time.sleep(0.002)
        except sqlite3.OperationalError:
            refused_at = refused_at or time.perf_counter()
            time.sleep(0.0005)
    connection.close()
    return waits
