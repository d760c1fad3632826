"""What the figures were measured on."""

import os
import platform
import re
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psutil

from chassis.nats_binary import binary_version, find_binary


async def machine(postgres_version: str | None) -> dict[str, str]:
    """Names and versions, and how busy the machine was when the measurements began."""
    return {
        "measured at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "nats-server": ".".join(map(str, await binary_version(find_binary()))),
        "postgresql": postgres_version or "not started",
        "sqlite": sqlite3.sqlite_version,
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists() and (found := re.search(r"^model name\s*:\s*(.+)$", path.read_text(), re.MULTILINE)):
        return found[1]
    return platform.processor() or platform.machine()


def _commit() -> str:
    root = Path(__file__).resolve().parents[2]
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=True
        )
        dirty = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + (" with changes" if dirty.stdout.strip() else "")
