"""What every command shares: where it writes, how it ends, how it says what went wrong."""

import asyncio
import json
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, TextIO, TypeVar

import nats.errors
import nats.js.errors
import typer
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from chassis.migrations import MigrationError
from chassis.nats_binary import EmbeddedNatsError
from chassis.settings import BadSettings
from contracts.playbook import PlaybookError
from contracts.problems import Problem, ProblemDocument, Unavailable
from frontdesk.client import DeskClient
from frontdesk.problems import local_problem, playbook_problem

OK, REFUSED, UNUSABLE, UNREACHABLE = 0, 1, 2, 3
"""Exit codes: done; refused or something is wrong; the input, settings or playbook cannot be used; nobody answered."""

T = TypeVar("T")
PIPED_WIDTH = 200


def _console(stream: TextIO, *, stderr: bool) -> Console:
    """A pipe or a file has no width of its own; nothing should be cut there."""
    return Console(stderr=stderr, width=None if stream.isatty() else PIPED_WIDTH)


out = _console(sys.stdout, stderr=False)
err = _console(sys.stderr, stderr=True)

NEXT_STEPS = {
    "no-broker": "start everything with 'frontdesk up', or name the broker with --url or FRONTDESK_NATS_URL",
    "no-service": "start it with 'frontdesk up' or 'frontdesk serve <service>'; 'frontdesk doctor' looks at the whole",
    "no-answer": "look with 'frontdesk doctor'; send again with --command-id to be sure that it happens once",
    "not-stored": "look with 'frontdesk doctor'",
    "login-refused": "check --user and --password (FRONTDESK_NATS_USER, FRONTDESK_NATS_PASSWORD)",
    "not-your-subject": "--as must be the name of the login; 'frontdesk logins' writes logins",
    "unknown-command": "'frontdesk send --list' shows all commands",
    "unknown-view": "'frontdesk ask --list' shows all views",
    "unknown-site": "name the site with --site",
    "forbidden": "send it as somebody who may (--as)",
}

Url = Annotated[str, typer.Option("--url", envvar="FRONTDESK_NATS_URL", help="The broker.")]
User = Annotated[
    str | None, typer.Option(envvar="FRONTDESK_NATS_USER", help="Login at the broker, where it has logins.")
]
Password = Annotated[str | None, typer.Option(envvar="FRONTDESK_NATS_PASSWORD", help="Password of the login.")]
Site = Annotated[str, typer.Option(envvar="FRONTDESK_SITE", help="The desk, for example HQ.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
URL = "nats://127.0.0.1:4222"


class Failure(Exception):
    """An end of the command that its caller must read: what is wrong, the exit code, what to do next."""

    def __init__(self, title: str, detail: str, remedy: str = "", code: int = UNUSABLE, slug: str = "failure") -> None:
        super().__init__(detail)
        self.title, self.detail, self.remedy, self.code, self.slug = title, detail, remedy, code, slug


@contextmanager
def reporting(as_json: bool = False) -> Iterator[None]:
    """Turn what can go wrong into a panel (or a JSON problem) and an exit code."""
    try:
        yield
    except Problem as problem:
        code = UNREACHABLE if isinstance(problem, Unavailable) else REFUSED
        _end(problem.document(), NEXT_STEPS.get(problem.slug, ""), code, as_json)
    except PlaybookError as error:
        _end(playbook_problem(error), "mend the file; 'frontdesk playbook check' looks again", UNUSABLE, as_json)
    except BadSettings as error:
        remedy = "set the variables named above, or unset them for the defaults"
        _end(local_problem("settings", "These settings cannot be used", str(error)), remedy, UNUSABLE, as_json)
    except EmbeddedNatsError as error:
        _end(local_problem("broker", "The broker did not start", str(error)), "", UNREACHABLE, as_json)
    except MigrationError as error:
        _end(local_problem("database", "The database and this program do not fit", str(error)), "", REFUSED, as_json)
    except Failure as failure:
        _end(local_problem(failure.slug, failure.title, failure.detail), failure.remedy, failure.code, as_json)
    except (nats.errors.Error, nats.js.errors.Error, OSError) as error:
        said = getattr(error, "description", None) or str(error) or type(error).__name__
        _end(local_problem("unreachable", "No answer", said), NEXT_STEPS["no-service"], UNREACHABLE, as_json)


def run(work: Coroutine[Any, Any, T], as_json: bool = False) -> T:
    """Run a command's coroutine with ``reporting``."""
    with reporting(as_json):
        return asyncio.run(work)
    raise AssertionError("reporting always ends the command")


def print_json(value: Any) -> None:
    """One JSON document, readable, never cut or coloured."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_json_line(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


@dataclass(frozen=True)
class Broker:
    """Where a command speaks to, and as which login."""

    url: str
    site: str
    user: str | None
    password: str | None


async def connect(broker: Broker) -> DeskClient:
    return await DeskClient.connect(broker.url, broker.site, broker.user, broker.password, name="frontdesk-cli")


def problem_panel(document: ProblemDocument, remedy: str = "") -> RenderableType:
    parts: list[RenderableType] = [Text(document.detail)]
    if document.errors:
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="bold")
        table.add_column("field", style="cyan")
        table.add_column("what is wrong")
        for each in document.errors:
            table.add_row(Text(each.path or "(all)"), Text(each.message))
        parts += [Text(), table]
    if remedy:
        parts += [Text(), Text.assemble(("Next: ", "bold"), remedy)]
    title = Text(f"{document.title} ({document.status})" if document.status else document.title)
    return Panel(Group(*parts), title=title, title_align="left", border_style="red", expand=False)


def _end(document: ProblemDocument, remedy: str, code: int, as_json: bool) -> NoReturn:
    if as_json:
        print_json(document.model_dump() | ({"next": remedy} if remedy else {}))
    else:
        err.print(problem_panel(document, remedy))
    raise typer.Exit(code)
