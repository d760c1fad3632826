"""The measurements. Each runs in folders and databases of its own and returns figures; none asserts anything."""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nats.aio.msg import Msg
from rich.progress import Progress

from contracts import subjects
from tests.bench.bare_installation import BareInstallation
from tests.bench.databases import postgres_template, sqlite_template
from tests.bench.figures import Figure
from tests.bench.handover import HandoverBench
from tests.bench.installation import APART, SITE, TOGETHER, Installation
from tests.bench.ledger import LedgerBench
from tests.bench.load import Load, percentile
from tests.bench.many_deadlines import ManyDeadlines
from tests.bench.pending import put_pending
from tests.bench.playbook import FAR, SOON, bench_playbook
from tests.bench.recipe import Recipe, read_recipe
from tests.bench.sales import SalesBench

WARM_UP = 300
PENDING = 100_000
CHUNK = 2_000
BURST, BURST_SECONDS = 500, 10.0
MEGABYTE = 1_000_000


@dataclass
class SetUp:
    """``groups``: the services of each process; without ``postgres`` (a server's address) on SQLite."""

    name: str
    groups: Sequence[Sequence[str]]
    postgres: str | None

    async def template(self, folder: Path) -> str:
        return await postgres_template(self.postgres) if self.postgres else sqlite_template(folder)

    @asynccontextmanager
    async def product(self, playbook: str = "property-desk") -> AsyncIterator[tuple[Installation, Load]]:
        """A fresh installation and a generator connected to it."""
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
            folder = Path(name)
            template = await self.template(folder)
            async with (
                Installation(folder, template, self.groups, playbook) as installation,
                Load(installation.server.url) as load,
            ):
                yield installation, load

    @asynccontextmanager
    async def bare(self, recipe: Recipe) -> AsyncIterator[Load]:
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
            folder = Path(name)
            template = await self.template(folder)
            async with BareInstallation(folder, template, self.groups, recipe) as bare, Load(bare.server.url) as load:
                yield load


class Measures:
    """``quick`` does everything with fewer requests, for a look within three minutes."""

    def __init__(self, progress: Progress, postgres: str | None, *, quick: bool) -> None:
        self._progress = progress
        self._quick = quick
        self._embedded = SetUp("embedded", TOGETHER, None)
        self._scale = SetUp("scale", APART, postgres)
        self._many = ManyDeadlines(progress, quick=quick)
        self._sales = SalesBench(progress, postgres, quick=quick)
        self._handover = HandoverBench(progress, postgres, quick=quick)
        self._ledger = LedgerBench(progress, postgres, quick=quick)

    def all(self) -> dict[str, Callable[[], Awaitable[list[Figure]]]]:
        return {
            "embedded": self.embedded,
            "scale": self.scale,
            "embedded-latency": lambda: self.latency(self._embedded),
            "scale-latency": lambda: self.latency(self._scale),
            "deadlines": self.deadlines,
            "growth": self.growth,
            "deadlines-burst": self._many.burst,
            "recalculation": self._many.recalculation,
            "calendar": self._many.calendar,
            "handover": self._handover.sqlite,
            "scale-handover": self._handover.postgresql,
            "scale-sales": self._sales.sales,
            "scale-payments": self._sales.payments,
            "trial-balance": self._ledger.sqlite,
            "scale-trial-balance": self._ledger.postgresql,
        }

    # ------------------------------------------------------------------ throughput
    async def embedded(self) -> list[Figure]:
        """All services in one process on SQLite, and the bare program likewise."""
        return await self._throughput(self._embedded, target=500, times=3)

    async def scale(self) -> list[Figure]:
        """A process for each service on PostgreSQL, and the bare program likewise."""
        return await self._throughput(self._scale, target=1000, times=1 if self._quick else 3)

    async def _throughput(self, setup: SetUp, *, target: float, times: int) -> list[Figure]:
        number = 1_500 if self._quick else 10_000
        product: list[float] = []
        bare: list[float] = []
        bar = self._bar(f"throughput, {setup.name}", 2 * times * (number + WARM_UP))
        for _ in range(times):
            # Turn about, so that a machine that grows slower or busier does so for both.
            async with setup.product() as (installation, load):
                product.append(await self._rate(load, number, bar))
                await installation.settle()
                recipe = await read_recipe(installation)
            async with setup.bare(recipe) as load:
                bare.append(await self._rate(load, number, bar))
        middle, floor = statistics.median(product), statistics.median(bare)
        note = f"{number} requests from the first command to the last order.routed on the stream"
        return [
            Figure(f"throughput {setup.name}", middle, "requests/s", target, samples=product, note=note),
            Figure(f"bare program {setup.name}", floor, "requests/s", samples=bare),
            Figure(f"product / bare {setup.name}", middle / floor, "", 0.5),
        ]

    async def _rate(self, load: Load, number: int, bar: Callable[[int], None]) -> float:
        load.on_routed = bar
        await load.run(WARM_UP)
        return number / await load.run(number)

    # ------------------------------------------------------------------ latency
    async def latency(self, setup: SetUp) -> list[Figure]:
        """One request after the other."""
        number = 200 if self._quick else 1_000
        bar = self._bar(f"latency, {setup.name}", number)
        async with setup.product() as (_, load):
            await load.run(WARM_UP)
            taken: list[float] = []
            for _ in range(number // 50):
                taken += await load.one_at_a_time(50)
                bar(50)
        p50, p99 = (percentile(taken, share) * 1000 for share in (0.5, 0.99))
        note = f"{number} record_request, each sent after the last one's answer"
        return [
            Figure(f"latency p50 {setup.name}", p50, "ms", better="lower", note=note),
            Figure(f"latency p99 {setup.name}", p99, "ms", 25, "lower", note=note),
        ]

    # ------------------------------------------------------------------ deadlines
    async def deadlines(self) -> list[Figure]:
        """How late ``deadline.missed`` is while 100,000 other deadlines are running.

        The others are recorded as requests; with ``--quick`` their rows and schedules are put in directly.
        """
        within = "12s" if self._quick else "20s"
        fill = self._bar("deadlines, filling", PENDING)
        lags: list[float] = []
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
            async with self._embedded.product(bench_playbook(Path(folder), within=within)) as (installation, load):
                await load.run(WARM_UP, FAR)
                await installation.settle()
                if self._quick:
                    await put_pending(installation, await read_recipe(installation), PENDING, fill)
                else:
                    load.on_routed = fill
                    await load.run(PENDING, FAR)
                    await installation.settle(600)
                await self._burst(load, lags)
                pending = (await installation.client.js.stream_info(subjects.TIME_STREAM)).state.messages
        p50, p99 = (percentile(lags, share) * 1000 for share in (0.5, 0.99))
        note = f"{BURST} deadlines falling due over {BURST_SECONDS:g} s, {pending} timer messages afterwards"
        return [
            Figure("deadline lag p50", p50, "ms", better="lower", note=note),
            Figure("deadline lag p99", p99, "ms", 500, "lower", note=note),
        ]

    async def _burst(self, load: Load, lags: list[float]) -> None:
        bar, done = self._bar("deadlines, falling due", BURST), asyncio.Event()

        async def missed(msg: Msg) -> None:
            due = datetime.fromisoformat(json.loads(msg.data)["due_at"])
            lags.append(time.time() - due.timestamp())
            bar(1)
            if len(lags) == BURST:
                done.set()

        js = load.client.jetstream()
        subject = subjects.event(SITE, "dispatch.deadline.missed")
        await js.subscribe(subject, stream=subjects.EVENTS_STREAM, cb=missed, ordered_consumer=True)
        await load.paced(BURST, BURST_SECONDS, SOON)
        async with asyncio.timeout(120):
            await done.wait()

    # ------------------------------------------------------------------ growth
    async def growth(self) -> list[Figure]:
        """CPU per request and memory while requests pile up. CPU is that of the service process and nats-server."""
        first, last = (2_000, 20_000) if self._quick else (10_000, 200_000)
        memory_at = last if self._quick else 100_000
        bar = self._bar("growth", last + CHUNK)
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
            async with self._embedded.product(bench_playbook(Path(folder), within="1d")) as (installation, load):
                load.on_routed = bar
                await load.run(first, FAR)
                early = await self._cost(installation, load)
                await load.run(memory_at - first - CHUNK, FAR)
                services, broker = installation.rss()
                if last > memory_at:
                    await load.run(last - memory_at, FAR)
                late = await self._cost(installation, load)
        cpu = [("services", early[0], late[0]), ("nats-server", early[1], late[1])]
        return [
            Figure("CPU growth", sum(late) / sum(early), "", 1.10, "lower", note=f"{last} stored against {first}"),
            *(
                Figure(f"CPU {name} a request", after, "ms", better="lower", samples=[before, after])
                for name, before, after in cpu
            ),
            Figure(
                f"memory at {memory_at} requests",
                (services + broker) / MEGABYTE,
                "MB",
                400,
                "lower",
                samples=[services / MEGABYTE, broker / MEGABYTE],
                note="resident: service process, nats-server",
            ),
        ]

    async def _cost(self, installation: Installation, load: Load) -> tuple[float, float]:
        """CPU milliseconds a request over a chunk: (services, nats-server)."""
        await installation.settle(600)
        before = installation.cpu_seconds()
        await load.run(CHUNK, FAR)
        await installation.settle(600)
        after = installation.cpu_seconds()
        return (after[0] - before[0]) * 1000 / CHUNK, (after[1] - before[1]) * 1000 / CHUNK

    def _bar(self, title: str, total: float) -> Callable[[int], None]:
        task = self._progress.add_task(title, total=total)
        return lambda number: self._progress.advance(task, number)
