"""A broker and one process with the five services, on a clock that the demo moves."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from chassis.embedded import EmbeddedNats
from chassis.parent_death import die_with_parent
from chassis.settings import PREFIX
from contracts.base import SERVICES
from frontdesk.client import DeskClient
from frontdesk.console import REFUSED, Failure
from frontdesk.steering import Steering

STOP_LIMIT = 15.0
LOG = "frontdesk.log"


class Installation:
    """``async with`` starts and stops it. Everything lies in ``folder``, as ``frontdesk up`` would keep it."""

    def __init__(self, folder: Path, site: str, playbook: str, start: datetime) -> None:
        self._folder = folder
        self._site, self._playbook, self._start = site, playbook, start
        self._server = EmbeddedNats(folder / "nats")
        self._process: asyncio.subprocess.Process | None = None
        self.client: DeskClient
        self.steering: Steering

    async def __aenter__(self) -> Self:
        try:
            await self._server.start()
            self._process = await self._spawn()
            self.client = await DeskClient.connect(self._server.url, self._site, timeout=30.0, name="demo")
            self.steering = Steering(self.client, lambda: 1, self._look_after)
            await self.steering.all_answer()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _spawn(self) -> asyncio.subprocess.Process:
        given = {
            "NATS_URL": self._server.url,
            "DATA_DIR": str(self._folder),
            "SITES": json.dumps({self._site: self._playbook}),
            "CLOCK": "steered",
            "CLOCK_START": self._start.isoformat(),
            "HTTP_PORT": "0",
            "LOG_LEVEL": "WARNING",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        environment = kept | {PREFIX + name: value for name, value in given.items()}
        with (self._folder / LOG).open("ab") as log:
            # Its own session: Ctrl-C must reach this process first, which then lets the services drain.
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "chassis.run",
                *SERVICES,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def _look_after(self) -> None:
        if self._process is not None and self._process.returncode is not None:
            said = (self._folder / LOG).read_text(errors="replace")[-2000:]
            raise Failure("The services died", f"exit code {self._process.returncode}:\n{said}", code=REFUSED)

    async def _stop(self) -> None:
        if hasattr(self, "client"):
            await self.client.close()
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), STOP_LIMIT)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        await self._server.stop()
