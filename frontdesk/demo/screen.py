"""The day on a terminal or in a file: scenes, who says what, refusals, and the events that come of it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.align import Align
from rich.cells import set_cell_size
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from contracts.playbook import Playbook
from contracts.problems import Problem
from frontdesk.client import Received
from frontdesk.console import out
from frontdesk.demo import words
from frontdesk.demo.script import Entry, Scene, Script
from frontdesk.render import COLOURS, WARNINGS, both, facts_of, value_text, zone_of

WIDEST = 120
WHAT_WIDTH = 25
SHORT_NUMBER = 4
HIDDEN = {"number", "line", "step", "day", "revision", "confirmed"}
DULL: tuple[str, ...] = (
    "cycle 1",
    "attempt 1",
    "plan ",
    "policy ",
    "name ",
    "needs confirmation",
    "severity normal",
    "shifts shift_id",
)
DULL += ("late seconds 0", "settled yes", "check done", "question ", "quantity 1", "receipt yes", "all settled")
DULL += ("figures ", "kind shift", "round ", "listed only", "revision ")
UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
ISO = re.compile(r"\d{4}-(\d\d-\d\d)[T ](\d\d:\d\d):\d\d(\+\d\d:\d\d)?")


def console() -> Console:
    """No wider than is pleasant to read; a file gets the full width."""
    return Console(width=min(out.width, WIDEST), file=out.file, highlight=False)


class Screen:
    """``quiet`` shows nothing, for a program that only wants the facts."""

    def __init__(self, target: Console, script: Script, playbook: Playbook, *, quiet: bool) -> None:
        self._console = target
        self._script = script
        self._playbook = playbook
        self._zone = zone_of(playbook)
        self._quiet = quiet
        self._lines: dict[str, str] = {}
        self._short = {both(line.title): line.title.zh for line in playbook.lines.values()}

    def title(self) -> None:
        self._print(Rule(Text(both(self._script.title), "bold"), characters="═"))
        heading = f"{self._script.day:%Y-%m-%d} · {self._script.site} · {both(self._playbook.title)}"
        self._print(Align.center(Text(heading, "dim")))
        self._print(Text(f"starting a broker and five services; numbers are those of {self._first()}", "dim italic"))

    def hired(self, count: int) -> None:
        self._print(Text(f"{count} members of staff registered by the administrator 员工登记完毕", "dim"))

    def scene(self, at: datetime, scene: Scene) -> None:
        when = f"{at:%H:%M}" if at.date() == self._script.day else f"{at:%m-%d %H:%M}"
        title = Text.assemble((f"{when} ", "bold"), (scene.title.zh, "bold"), f" {scene.title.en}")
        self._print(Text())
        self._print(Rule(title, align="left", style="dim"))

    def command(self, entry: Entry, body: Mapping[str, Any]) -> None:
        if entry.says is not None:
            self._print(Text.assemble("      ", (f"“{entry.says.zh}” ", "italic"), (entry.says.en, "dim italic")))
        line = Text.assemble(("   ▸ ", "bold"))
        line.append(self._name(entry.by), "bold")
        line.append(f" {self._action(entry, body)}")
        if number := body.get("number"):
            line.append(f" {number[-SHORT_NUMBER:]}", "bold")
        if said := " · ".join(self._said(body)):
            line.append(f" · {said}", "dim")
        self._line(line)

    def refusal(self, problem: Problem, *, expected: bool) -> None:
        style = "red" if expected else "bold white on red"
        said = [problem.detail, *(f"{path}: {message}" for path, message in problem.errors.items())]
        text = Text(f"✗ {problem.status} 不予受理 refused: {'; '.join(said)}", style)
        for each in text.wrap(self._console, self._console.width - 5):
            self._print(Text("     ").append_text(each))

    def event(self, received: Received) -> None:
        if "line" in received.data:
            self._lines[received.number] = received.data["line"]
        service, _, fact = received.key.partition(".")
        warning = any(word in fact for word in WARNINGS)
        at = received.envelope.time.astimezone(self._zone)
        line = Text.assemble((f"     {at:%H:%M} ", "dim"))
        line.append(f"{service:<9}", COLOURS.get(service, "white"))
        what = set_cell_size(words.EVENTS.get(received.key, fact), WHAT_WIDTH)
        line.append(f"{what} ", "bold red" if warning else "default")
        line.append(f"{received.number[-SHORT_NUMBER:] or '':<5}", "bold")
        line.append(" · ".join(self._facts(received)), "red" if warning else "dim")
        self._line(line)

    def _facts(self, received: Received) -> list[str]:
        """What is new in an event: the line, the department and the step were said with the request and the command."""
        facts = facts_of(received, self._playbook)
        said = [each for each in facts if not each.startswith(DULL) and not UUID.search(each)]
        if received.key.startswith("dispatch.order.") and "signed_by" in received.data:
            step = self._step(received.number, str(received.data.get("step")))
            said = [each for each in said if not each.startswith("→") and each != step]
        if received.key == "intake.request.confirmed":
            said = said[:1]
        short = [self._short.get(each, each).replace(" (off duty)", "") for each in said]
        today = f"{self._script.day:%m-%d} "
        return [ISO.sub(r"\1 \2", each).replace(today, "") for each in dict.fromkeys(short)]

    def _line(self, line: Text) -> None:
        """One line, cut where the terminal ends."""
        line.truncate(self._console.width, overflow="ellipsis")
        self._print(line)

    def _print(self, what: Any) -> None:
        if not self._quiet:
            self._console.print(what)

    def _first(self) -> str:
        return f"{self._script.site}-{self._script.day:%Y%m%d}-…"

    def _name(self, actor: str) -> str:
        person = self._script.people.get(actor)
        return f"{person.name} {actor}" if person is not None else actor

    def _action(self, entry: Entry, body: Mapping[str, Any]) -> str:
        said = words.COMMANDS.get(entry.send, entry.send)
        if line := self._playbook.lines.get(str(body.get("line"))):
            return f"{said}: {both(line.title)}"
        return self._step(str(body.get("number")), str(body.get("step"))) or said

    def _step(self, number: str, step: str) -> str:
        line = self._playbook.lines.get(self._lines.get(number, ""))
        return next((both(each.title) for each in line.steps if each.name == step), "") if line is not None else ""

    def _said(self, body: Mapping[str, Any]) -> list[str]:
        return [
            _value(name, value, self._zone)
            for name, value in body.items()
            if name not in HIDDEN and not name.endswith("_id") and value not in (None, "", [], {})
        ]


def _value(name: str, value: Any, zone: ZoneInfo | None) -> str:
    if isinstance(value, Mapping) and "currency" not in value:
        return ", ".join(_inner(str(key), each, zone) for key, each in value.items())
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        return f"{name} {len(value)}"
    return f"{name.replace('_', ' ')} {_text(value, zone)}"


def _inner(name: str, value: Any, zone: ZoneInfo | None) -> str:
    """Texts speak for themselves; a bare number or yes needs its name."""
    return f"{name.replace('_', ' ')} {value_text(value, zone)}" if isinstance(value, int) else _text(value, zone)


def _text(value: Any, zone: ZoneInfo | None) -> str:
    return ISO.sub(r"\1 \2", value_text(value, zone))
