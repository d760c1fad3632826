"""How far the search is: a bar on a terminal, else a line for each notable step."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from frontdesk.planning.solution import Stage, Step, Watch

QUIET = 2.0
"""Seconds between two lines where there is no bar."""
WHAT = {"coverage": "hours short of the least", "quality": "points"}


@contextmanager
def watching(console: Console, seconds: float) -> Iterator[Watch]:
    """A function that shows each step of a search of at most ``seconds``."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (
        TextColumn("[bold]{task.fields[stage]}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("looking for a first month", total=seconds, stage="coverage")
        started = time.monotonic()

        def watch(step: Step) -> None:
            done = min(seconds, time.monotonic() - started)
            progress.update(task, completed=done, stage=step.stage, description=line_of(step))

        yield watch


def line_of(step: Step) -> str:
    """``1,846.0 points, bound 1,812.5, gap 1.8 %``."""
    said = f"{step.objective:,.1f} {WHAT[step.stage]}, bound {step.bound:,.1f}, gap {step.gap:.1%}"
    if isinstance(step, Stage) and step.proved:
        said += ", proved: there is nothing better"
    return said


def _lines(console: Console) -> Watch:
    last, lock = [-QUIET], Lock()

    def watch(step: Step) -> None:
        with lock:
            if isinstance(step, Stage) or step.seconds - last[0] >= QUIET:
                last[0] = step.seconds
                console.print(f"{step.seconds:7.1f} s  {step.stage:<9} {line_of(step)}", highlight=False)

    return watch
