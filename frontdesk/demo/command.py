"""``frontdesk demo``: a day at a desk, told by the running system."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.rule import Rule
from rich.text import Text

from contracts.playbook import find, load
from frontdesk.console import OK, REFUSED, AsJson, Failure, err, print_json, reporting
from frontdesk.demo.installation import Installation
from frontdesk.demo.player import Player
from frontdesk.demo.screen import Screen, console
from frontdesk.demo.script import BadScript, Script, days, load_script
from frontdesk.demo.summary import Verdict, facts_of_day, judge
from frontdesk.demo.tables import summary, verdicts

EXAMPLE = """
Examples:
frontdesk demo
frontdesk demo --speed slow
frontdesk demo --keep /tmp/day
frontdesk demo --json
"""
INTERRUPTED = 130


class Speed(StrEnum):
    """How long to rest after each command: not at all, just long enough to follow, long enough to read."""

    FAST = "fast"
    NORMAL = "normal"
    SLOW = "slow"


PAUSES = {Speed.FAST: 0.0, Speed.NORMAL: 0.04, Speed.SLOW: 1.0}


def demo(
    *,
    desk: Annotated[str, typer.Option(help="Whose day.")] = "property-desk",
    speed: Annotated[Speed, typer.Option(help="How long to rest after each command.")] = Speed.NORMAL,
    keep: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Keep the data in this new folder.")] = None,
    as_json: AsJson = False,
    script: Annotated[Path | None, typer.Option(hidden=True, help="Another day than the shipped ones.")] = None,
) -> None:
    """Play one day at a desk: a broker, five services, real commands and events; time moves from moment to moment.

    Exit code 0: the day ended as it must; 1: it did not, and each failed check says why; 2: not understood;
    3: the broker did not start; 130: interrupted.
    """
    with reporting(as_json):
        try:
            day = load_script(script or _shipped(desk))
            with _folder(keep) as folder:
                ended_well = asyncio.run(_day(day, folder, PAUSES[speed], as_json=as_json))
        except BadScript as error:
            raise Failure("This day cannot be played", str(error), "mend the file") from error
        except KeyboardInterrupt:
            err.print("Stopped before the day was over.", style="yellow")
            raise typer.Exit(INTERRUPTED) from None
    if keep is not None and not as_json:
        console().print(Text(f"The data lies in {keep}; look at it with: frontdesk up --data-dir {keep}", "dim"))
    raise typer.Exit(OK if ended_well else REFUSED)


async def _day(script: Script, folder: Path, pause: float, *, as_json: bool) -> bool:
    began = perf_counter()
    book = load(find(script.playbook))
    zone = ZoneInfo(book.calendar.timezone)
    target = console()
    screen = Screen(target, script, book, quiet=as_json)
    screen.title()
    start = script.moment(script.begins, zone)
    async with Installation(folder, script.site, script.playbook, start) as installation:
        player = Player(script, zone, installation, screen, 0.0 if as_json else pause)
        played = await player.play()
        facts = await facts_of_day(installation.client, script, played)
    found = judge(script, facts, player.names)
    well = not played.surprises and not any(each.reason for each in found)
    seconds = perf_counter() - began
    if as_json:
        print_json(_document(facts, found, seconds, well=well))
        return well
    target.print(Text())
    target.print(Rule(Text("一天结束 The day is over", "bold"), characters="═"))
    target.print(summary(facts, script, book))
    target.print(verdicts(found, played.surprises))
    target.print(_end(facts, seconds, well=well))
    return well


def _end(facts: dict[str, Any], seconds: float, *, well: bool) -> Text:
    said = "The day ended as it must" if well else "The day did NOT end as it must"
    counts = f"{facts['commands']} commands, {facts['refusals']} of them refused, {facts['events']} events"
    return Text(f"\n{said}: {counts}, in {seconds:.1f} s.", "bold green" if well else "bold red")


def _document(facts: dict[str, Any], found: list[Verdict], seconds: float, *, well: bool) -> dict[str, Any]:
    checks = [{"check": each.check.title.en, "ok": not each.reason, "reason": each.reason} for each in found]
    return {"ok": well, "seconds": round(seconds, 1), "checks": checks, "facts": facts}


def _shipped(desk: str) -> Path:
    known = days()
    if desk not in known:
        raise Failure("Unknown", f"there is no day of '{desk}'", f"one of {', '.join(known)}")
    return known[desk]


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="frontdesk-demo-") as name:
            yield Path(name)
        return
    if keep.exists() and any(keep.iterdir()):
        raise Failure("This folder is in use", f"{keep} is not empty", "name a new folder with --keep")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep.absolute()
