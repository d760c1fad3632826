"""The product, started as operators start it: nats-server and service processes, driven through the broker only.

``one``: all five services in one process. ``replicas``: two processes of every service. The clock is steered, so
that a test moves time instead of waiting for it.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from chassis.embedded import EmbeddedNats
from contracts.base import SERVICES
from frontdesk.client import DeskClient
from frontdesk.steering import Steering

PATIENCE = 150.0
"""Seconds until an installation has started or is calm: a stuck one is told apart from a slow machine."""
START = datetime.fromisoformat("2026-11-21T09:00:00+08:00")


class Stack:
    """A running installation of ``sites``, each with the playbook it keeps."""

    def __init__(
        self,
        topology: str,
        database_template: str,
        folder: Path,
        sites: Mapping[str, str],
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.topology = topology
        self.folder = folder
        self.server = EmbeddedNats(folder / "nats")
        self.sites = dict(sites)
        self._database = database_template
        self._settings = dict(settings or {})
        self._processes: list[asyncio.subprocess.Process] = []
        self._serving: list[list[str]] = []
        self.client: DeskClient
        self._steering: Steering
        self.free_sites: dict[str, list[str]] = {}
        for site, playbook in reversed(self.sites.items()):
            self.free_sites.setdefault(playbook, []).append(site)
        self.latest = START

    async def start(self) -> None:
        await self.server.start()
        if self.topology == "one":
            await self.spawn(list(SERVICES))
        else:
            for service in SERVICES:
                await self.spawn([service])
            for service in SERVICES:
                await self.spawn([service])
        self.client = await DeskClient.connect(self.server.url, timeout=30.0)
        self._steering = Steering(self.client, lambda: self.alive, self._complain_about_the_dead, PATIENCE)
        await self._steering.all_answer()

    async def spawn(self, services: list[str]) -> asyncio.subprocess.Process:
        """One more process that runs these services."""
        number = len(self._processes)
        environment = (
            os.environ
            | {
                "FRONTDESK_NATS_URL": self.server.url,
                "FRONTDESK_DATABASE_URL": self._database,
                "FRONTDESK_DATA_DIR": str(self.folder),
                "FRONTDESK_SITES": json.dumps(self.sites),
                "FRONTDESK_CLOCK": "steered",
                "FRONTDESK_CLOCK_START": START.isoformat(),
                "FRONTDESK_HTTP_PORT": "0",
                "FRONTDESK_LOG_LEVEL": "WARNING",
                "FRONTDESK_RETRY_BACKOFF": "[0.05, 0.2, 0.5, 1]",
                "FRONTDESK_MAX_ATTEMPTS": "10",
            }
            | self._settings
        )
        with (self.folder / f"process-{number}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "chassis.run", *services, env=environment, stdout=log, stderr=log
            )
        self._processes.append(process)
        self._serving.append(services)
        return process

    async def restart(self) -> None:
        """End every process cleanly and start the same ones anew, with the clock where it stood."""
        serving, old = self._serving, self._processes
        for process in old:
            process.send_signal(signal.SIGTERM)
        codes = [await asyncio.wait_for(process.wait(), 30) for process in old]
        if any(codes):
            raise RuntimeError(f"processes ended with {codes}; see {self.folder}")
        self._serving, self._processes = [], []
        self._settings["FRONTDESK_CLOCK_START"] = self.latest.isoformat()
        for services in serving:
            await self.spawn(services)
        await self._steering.all_answer()

    @property
    def alive(self) -> int:
        return sum(process.returncode is None for process in self._processes)

    def _complain_about_the_dead(self) -> None:
        for number, process in enumerate(self._processes):
            if process.returncode not in (None, -signal.SIGKILL):
                log = (self.folder / f"process-{number}.log").read_text()[-3000:]
                raise RuntimeError(f"process of {self._serving[number]} ended with {process.returncode}:\n{log}")

    async def settle(self) -> None:
        """Wait until nothing is under way anywhere: no message unread, unhandled or unpublished, no timer due."""
        await self._steering.settle()

    async def set_clock(self, now: datetime) -> None:
        """All processes show ``now``; what falls due by then has been handled when this returns."""
        self.latest = max(self.latest, now)
        await self._steering.set_clock(now)

    async def stop(self) -> None:
        """SIGTERM, and every process must leave cleanly."""
        await self.client.close()
        for process in self._processes:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        codes = [await asyncio.wait_for(process.wait(), 30) for process in self._processes]
        await self.server.stop()
        if any(code not in (0, -signal.SIGKILL) for code in codes):
            raise RuntimeError(f"processes ended with {codes}; see {self.folder}")
