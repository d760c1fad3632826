"""Letters as lines of a file: what an installation does that has no way out yet, and what tests read."""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

from chassis.clock import Clock
from chassis.gateway.letter import Delivered, Letter, Undeliverable
from chassis.settings import Settings

FILE = "notifications.log"


class LogGateway:
    """Appends one JSON object a line: the letter's fields and ``at``, the moment. A letter tried again is there twice.

    The lines name people and how to reach them, so only the owner may read the file. Services share it.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / FILE
        self._clock = clock

    async def deliver(self, letter: Letter) -> Delivered:
        line = json.dumps({"at": self._clock.now().isoformat(), **asdict(letter)}, ensure_ascii=False)
        try:
            await asyncio.to_thread(self._append, line)
        except OSError as error:
            raise Undeliverable(f"{FILE} cannot be written: {error.strerror}; see the disk", final=False) from error
        return Delivered(FILE)

    async def close(self) -> None:
        """Nothing is kept open."""

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # One write of a whole line: the lines of several processes do not mix.
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            data = f"{line}\n".encode()
            if os.write(file, data) < len(data):
                raise OSError(0, "the disk is full")
            os.fsync(file)
        finally:
            os.close(file)


def read_log(folder: Path) -> list[dict[str, str]]:
    """The letters in the file, oldest first; none when it does not exist."""
    path = folder / FILE
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def build(settings: Settings, clock: Clock) -> LogGateway:
    return LogGateway(settings.data_dir, clock)
