"""The product as operators start it, on the system clock: nats-server and service processes in one folder."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nats.errors
import psutil
from nats.js.errors import NotFoundError

from chassis.embedded import EmbeddedNats
from contracts import subjects
from contracts.base import SERVICES
from contracts.roster import RegisterStaff
from frontdesk.client import DeskClient

STREAMS = (subjects.EVENTS_STREAM, subjects.BOX_STREAM, subjects.TIME_STREAM)
SITE = "HQ"
TOGETHER = (tuple(SERVICES),)
APART = tuple((service,) for service in SERVICES)
STAFF = {
    "li": ("李敏", ["clerk"], "desk"),
    "sun": ("孙工", ["engineering_supervisor"], "engineering"),
    "liu": ("刘洋", ["technician"], "engineering"),
    "zhang": ("张建国", ["general_manager"], "management"),
}


class Installation:
    """``groups``: the services of each process. ``playbook``: a name or the path of a YAML file."""

    def __init__(
        self,
        folder: Path,
        database_template: str,
        groups: Sequence[Sequence[str]] = TOGETHER,
        playbook: str = "property-desk",
        settings: dict[str, str] | None = None,
        staff: Mapping[str, tuple[str, list[str], str]] = STAFF,
    ) -> None:
        self.folder = folder
        self.database_template = database_template
        self.groups = [list(group) for group in groups]
        self.server = EmbeddedNats(folder / "nats")
        self.processes: list[asyncio.subprocess.Process | None] = [None] * len(self.groups)
        self._playbook = playbook
        self._settings = settings or {}
        self._staff = staff
        self.client: DeskClient

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        await self.server.start()
        for place in range(len(self.groups)):
            await self.spawn(place)
        self.client = await DeskClient.connect(self.server.url, SITE, timeout=5.0)
        await self.open()

    async def spawn(self, place: int) -> None:
        """Start, or start again, the process at ``place``."""
        environment = os.environ | {
            "FRONTDESK_NATS_URL": self.server.url,
            "FRONTDESK_DATABASE_URL": self.database_template,
            "FRONTDESK_DATA_DIR": str(self.folder),
            "FRONTDESK_SITES": json.dumps({SITE: self._playbook}),
            "FRONTDESK_CLOCK": "system",
            "FRONTDESK_HTTP_PORT": "0",
            "FRONTDESK_LOG_LEVEL": "WARNING",
            **self._settings,
        }
        with self.log_path(place).open("ab") as log:
            self.processes[place] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "chassis.run", *self.groups[place], env=environment, stdout=log, stderr=log
            )

    async def kill(self, place: int) -> None:
        """End the process at once, as a crash would."""
        process = self.processes[place]
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    def log_path(self, place: int) -> Path:
        return self.folder / f"process-{place}.log"

    async def open(self) -> None:
        """Register the staff and wait until every service knows them."""
        for actor, (name, roles, department) in self._staff.items():
            command = RegisterStaff(actor=actor, name=name, roles=roles, department=department)
            try:
                await self.client.send("admin", command, patience=60.0)
            except Exception:
                self._show_logs()
                raise
        await self.settle()

    async def settle(self, limit: float = 120.0) -> None:
        """Wait until no consumer has a message that is undelivered or unacknowledged, twice in a row."""
        async with asyncio.timeout(limit):
            calm = 0
            while calm < 2:
                calm = calm + 1 if await self.is_calm() else 0
                await asyncio.sleep(0.02)

    async def is_calm(self) -> bool:
        try:
            infos = await asyncio.gather(
                *(self.client.js.consumer_info(stream, service) for stream in STREAMS for service in SERVICES)
            )
        except (NotFoundError, nats.errors.Error, TimeoutError):
            return False
        return not any(info.num_pending or info.num_ack_pending for info in infos)

    async def count(self, stream: str, subject: str) -> int:
        """How many messages the stream holds on a subject (with wildcards up to 100,000 subjects)."""
        info = await self.client.js.stream_info(stream, subjects_filter=subject)
        return sum((info.state.subjects or {}).values())

    # ------------------------------------------------------------------ what it costs
    def cpu_seconds(self) -> tuple[float, float]:
        """CPU time used so far: (service processes, nats-server)."""

        def used(process: psutil.Process) -> float:
            times = process.cpu_times()
            return float(times.user + times.system)

        return sum(used(p) for p in self._psutil()), used(psutil.Process(self.server.pid))

    def rss(self) -> tuple[int, int]:
        """Resident bytes: (service processes, nats-server)."""
        services = sum(int(p.memory_info().rss) for p in self._psutil())
        return services, int(psutil.Process(self.server.pid).memory_info().rss)

    def _psutil(self) -> list[psutil.Process]:
        return [psutil.Process(p.pid) for p in self.processes if p is not None and p.returncode is None]

    # ------------------------------------------------------------------ the end
    async def stop(self) -> None:
        """SIGTERM to each process by its id, SIGKILL after twenty seconds, then the broker."""
        if hasattr(self, "client"):
            await self.client.close()
        running = [p for p in self.processes if p is not None and p.returncode is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        await asyncio.gather(*map(_ended, running))
        await self.server.stop()

    def _show_logs(self) -> None:
        for place, group in enumerate(self.groups):
            tail = self.log_path(place).read_text(errors="replace")[-2000:]
            process = self.processes[place]
            state = "not started" if process is None else process.returncode
            print(f"--- {', '.join(group)} (exit code {state}), log:\n{tail}", file=sys.stderr)

    def errors_logged(self) -> list[str]:
        """Log lines of level error or critical."""
        found: list[str] = []
        for path in sorted(self.folder.glob("process-*.log")):
            for line in path.read_text(errors="replace").splitlines():
                entry = _entry(line)
                if entry.get("level") in ("error", "critical"):
                    found.append(f"{path.name}: {line[:500]}")
        return found


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), 20)
    except TimeoutError:
        process.kill()
        await process.wait()
