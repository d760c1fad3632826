"""``python -m tests.bench [--quick] [--only NAME] [--json FILE]``: measure, show, keep for the next comparison."""

import argparse
import asyncio
import json
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.bench.databases import postgres_server
from tests.bench.figures import Figure, table_of
from tests.bench.handover import NAMES as HANDOVER
from tests.bench.machine import machine
from tests.bench.many_deadlines import NAMES as MANY
from tests.bench.measures import Measures

RESULTS = Path(__file__).resolve().parents[2] / "bench-results"
MONEY = ("scale-sales", "scale-payments", "trial-balance", "scale-trial-balance")
NAMES = ("embedded", "scale", "embedded-latency", "scale-latency", "deadlines", "growth", *MANY, *MONEY, *HANDOVER)


def main() -> None:
    """Read the command line and run. Exit code 0 whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests; about three minutes")
    parser.add_argument("--only", action="append", choices=NAMES, help="one measurement; may be repeated")
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    given = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    names = given.only or list(NAMES)
    with ExitStack() as stack:
        server = None
        if any(name.startswith("scale") for name in names):
            server = stack.enter_context(postgres_server())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            result = runner.run(_measure(console, names, server, quick=given.quick))
    _save(result, given.json, console)


async def _measure(console: Console, names: list[str], server: str | None, *, quick: bool) -> dict[str, Any]:
    about = await machine(await _postgres_version(server))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    figures: list[Figure] = []
    failed: dict[str, str] = {}
    with Progress(*columns, console=console) as progress:
        measures = Measures(progress, server, quick=quick).all()
        for name in names:
            try:
                figures += await measures[name]()
            except (RuntimeError, OSError, TimeoutError) as error:
                failed[name] = repr(error)
    mode = "quick" if quick else "full"
    previous = _previous(mode)
    _show(console, about, figures, previous)
    for name, reason in failed.items():
        console.print(f"[red]{name} was not measured: {reason}[/]")
    return {"mode": mode, "machine": about, "figures": [each.as_json() for each in figures], "failed": failed}


async def _postgres_version(server: str | None) -> str | None:
    if server is None:
        return None
    connection = await asyncpg.connect(server)
    version = str(await connection.fetchval("SHOW server_version"))
    await connection.close()
    return version


def _show(console: Console, about: dict[str, str], figures: list[Figure], previous: dict[str, float]) -> None:
    table = Table(title="Machine", title_justify="left", show_header=False)
    for name, value in about.items():
        table.add_row(name, value)
    console.print(table)
    console.print(table_of(figures, previous))
    for note in dict.fromkeys(f"{figure.name}: {figure.note}" for figure in figures if figure.note):
        console.print(note, style="dim")


def _previous(mode: str) -> dict[str, float]:
    """The newest earlier value of each figure, of the same mode."""
    found: dict[str, float] = {}
    for path in sorted(RESULTS.glob(f"*-{mode}.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        found |= {figure["name"]: figure["value"] for figure in result["figures"]}
    return found


def _save(result: dict[str, Any], also: Path | None, console: Console) -> None:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{result['mode']}.json"
    for each in filter(None, (path, also)):
        each.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"kept in {path.relative_to(RESULTS.parent)}")


if __name__ == "__main__":
    main()
