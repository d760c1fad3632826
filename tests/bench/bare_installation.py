"""Starts the bare program in the same topology as the product, on a broker with the same streams and consumers."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import nats

from chassis.consuming import ACK_WAIT
from chassis.embedded import EmbeddedNats
from chassis.process import definition_of
from chassis.settings import Settings
from chassis.streams import ensure_consumer, ensure_streams
from contracts import subjects
from contracts.playbook import find, load
from tests.bench.recipe import Recipe

READY_WITHIN = 30.0


class BareInstallation:
    """Like ``Installation``; services without any part in the recipe are left out."""

    def __init__(self, folder: Path, database_template: str, groups: Sequence[Sequence[str]], recipe: Recipe) -> None:
        self.folder = folder
        self.server = EmbeddedNats(folder / "nats")
        self._database = database_template
        self._recipe = recipe
        wanted = [[service for service in group if service in recipe.steps] for group in groups]
        self._groups = [group for group in wanted if group]
        self._processes: list[asyncio.subprocess.Process] = []

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _start(self) -> None:
        await self.server.start()
        client = await nats.connect(self.server.url)
        settings = Settings()
        await ensure_streams(client.jetstream(), settings)
        for service in self._recipe.steps:
            events = definition_of(service).subscribers.event_subjects([load(find("property-desk"))])
            most = 4 * settings.group_max
            await ensure_consumer(client.jetstream(), subjects.EVENTS_STREAM, service, events, ACK_WAIT, most)
        await client.close()
        recipe, config = self.folder / "recipe.json", self.folder / "bare.json"
        self._recipe.dump(recipe)
        config.write_text(
            json.dumps({"nats_url": self.server.url, "database": self._database, "recipe": str(recipe)}),
            encoding="utf-8",
        )
        await asyncio.gather(*(self._spawn(config, group) for group in self._groups))

    async def _spawn(self, config: Path, group: list[str]) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.bench.bare",
            str(config),
            *group,
            env=dict(os.environ),
            stdout=asyncio.subprocess.PIPE,
        )
        self._processes.append(process)
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN)
        if said.strip() != b"ready":
            raise RuntimeError(f"the bare program for {', '.join(group)} did not start; it said {said!r}")

    async def _stop(self) -> None:
        for process in self._processes:
            if process.returncode is None:
                process.kill()
            await process.wait()
        await self.server.stop()
