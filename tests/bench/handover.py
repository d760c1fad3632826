"""How long it takes until the log of a person who holds much is complete. Rule TH-14."""

import asyncio
import copy
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from rich.progress import Progress

from contracts import subjects
from contracts.playbook.load import find
from contracts.roster import (
    GetHandover,
    HandoverView,
    ListHandovers,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    ReportAgain,
    SignIn,
)
from tests.bench.databases import postgres_template, sqlite_template
from tests.bench.figures import Figure
from tests.bench.installation import APART, SITE, TOGETHER, Installation
from tests.bench.load import Load

NAMES = ("handover", "scale-handover")
HELD = 500
TIMES = 5
COMPILED = subjects.event(SITE, "roster.handover.compiled")


def handover_playbook(folder: Path) -> str:
    """Path of a playbook whose repairs leave a request, an order, a charge and a callback each with the clerk."""
    book = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    book["playbook"] = "bench-handover"
    line = book["lines"]["repair"]
    line["charges"] = [{"name": "copies", "item": "'copy_a4'", "quantity": "1"}]
    call = copy.deepcopy(line["follow_up"][0])
    line["follow_up"].append(call | {"name": "early", "of": "confirmed", "delay": "1d"})
    path = folder / "bench-handover.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return str(path)


class HandoverBench:
    """``quick`` asks fewer times."""

    def __init__(self, progress: Progress, postgres: str | None, *, quick: bool) -> None:
        self._progress = progress
        self._postgres = postgres
        self._times = 2 if quick else TIMES

    async def sqlite(self) -> list[Figure]:
        return await self._measure("embedded", TOGETHER, sqlite_template)

    async def postgresql(self) -> list[Figure]:
        return await self._measure("scale", APART, None)

    async def _measure(
        self, name: str, groups: tuple[tuple[str, ...], ...], template: Callable[[Path], str] | None
    ) -> list[Figure]:
        bar = self._progress.add_task(f"handover, {name}", total=HELD + self._times)
        async with self._product(groups, template) as (installation, load):
            load.on_routed = lambda number: self._progress.advance(bar, number)
            await self._at_work(installation)
            await load.run(HELD)
            await installation.settle()
            taken: list[float] = []
            items = 0
            for _ in range(self._times):
                seconds, items = await self._compiled(installation)
                taken.append(seconds)
                self._progress.advance(bar)
        note = f"from the command to the whole log read: {HELD} requests with order, charge and callback, {items} items"
        return [Figure(f"handover log {name}", max(taken), "s", 2.0, "lower", samples=taken, note=note)]

    @asynccontextmanager
    async def _product(
        self, groups: tuple[tuple[str, ...], ...], template: Callable[[Path], str] | None
    ) -> AsyncIterator[tuple[Installation, Load]]:
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
            folder = Path(name)
            database = template(folder) if template else await postgres_template(str(self._postgres))
            async with (
                Installation(folder, database, groups, handover_playbook(folder)) as installation,
                Load(installation.server.url) as load,
            ):
                yield installation, load

    async def _at_work(self, installation: Installation) -> None:
        now = datetime.now(UTC)
        shift = PlannedShift(post="front_desk", staff="li", starts_at=now, ends_at=now + timedelta(hours=8))
        day = (now + timedelta(hours=8)).date()
        await installation.client.send("admin", PublishRoster(day=day, shifts=[shift]))
        await installation.client.send("li", SignIn())
        await installation.settle()

    async def _compiled(self, installation: Installation) -> tuple[float, int]:
        """The first time the handover is opened, later the services report again."""
        client = installation.client
        compiled = asyncio.Event()

        async def see(_: object) -> None:
            compiled.set()

        watch = await client.nats.subscribe(COMPILED, cb=see)
        known = (await client.ask("li", ListHandovers())).rows
        await client.nats.flush()
        started = time.perf_counter()
        if known:
            handover = known[0].handover_id
            await client.send("li", ReportAgain(handover_id=handover))
        else:
            handover = (await client.send("li", OpenHandover())).handover_id
        async with asyncio.timeout(60):
            await compiled.wait()
        view = await client.ask("li", GetHandover(handover_id=handover))
        taken = time.perf_counter() - started
        await watch.unsubscribe()
        assert isinstance(view, HandoverView)
        if view.waiting_for:
            raise RuntimeError(f"the log is not complete: {view.waiting_for}")
        return taken, len(view.items)
