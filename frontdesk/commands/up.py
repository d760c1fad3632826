"""``frontdesk up`` and ``frontdesk serve``: running the services."""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
import uvloop
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

import chassis.run
from chassis.embedded import EmbeddedNats
from chassis.logs import configure_logs
from chassis.process import Process
from chassis.settings import PREFIX, Settings, load_settings
from contracts.base import SERVICES
from contracts.playbook import Playbooks
from frontdesk.console import OK, REFUSED, URL, Failure, err, out, reporting
from frontdesk.stack import HTTP, refuse_taken, refuse_taken_ports, run_stack

UP_EXAMPLE = """
Examples:
frontdesk up
frontdesk up --port 4333 --http-port 8090 --data-dir /tmp/desk
"""
SERVE_EXAMPLE = """
Example:
FRONTDESK_NATS_URL=nats://nats:4222 frontdesk serve intake
"""
FORM = "form.reporter=张伟 form.phone=13812348000 form.place=3-502 form.problem='the kitchen tap drips'"
TRY = (
    (
        "a manager registers a clerk",
        "frontdesk send roster.register_staff --as admin{url} actor=li name=李敏 roles='[\"clerk\"]' department=desk",
    ),
    ("the clerk records a repair", "frontdesk send intake.record_request --as li{url} line=repair " + FORM),
    ("and looks at what is open", "frontdesk ask intake.requests --as li{url}"),
)


def up(
    *,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The broker's port; 4222 unless set.")] = None,
    http_port: Annotated[int | None, typer.Option(min=0, max=65535, help="Health, metrics and documentation.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept; .frontdesk unless set.")] = None,
    sync_always: Annotated[
        bool,
        typer.Option(
            "--sync-always", help="Let the broker write to disk before it acknowledges: also survives a power cut."
        ),
    ] = False,
    show_log: Annotated[
        bool, typer.Option("--show-log", help="Write the log here instead of into the data folder.")
    ] = False,
) -> None:
    """Start a broker and all five services in this terminal; Ctrl-C drains and stops them.

    What was recorded is kept in the data folder and is there again after the next start. Exit code 0: stopped when told
    to; 1: a part died; 2: settings, playbook or port cannot be used; 3: the broker did not start.
    """
    began = perf_counter()
    given = {
        "NATS_URL": f"nats://127.0.0.1:{port}" if port is not None else None,
        "HTTP_PORT": http_port,
        "DATA_DIR": data_dir,
    }
    with reporting(), _environment(given):
        settings = load_settings()
        refuse_taken_ports(settings)
        Playbooks(settings.sites, settings.playbook_dirs)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        log_path = settings.data_dir / "frontdesk.log"
        with _logging(None if show_log else log_path, settings):
            code = _run(settings, began, log_path, sync_always)
    if code != OK and not show_log:
        err.print(f"A part of it died; the reason stands at the end of {log_path}", style="red")
    raise typer.Exit(code)


def serve(service: Annotated[str, typer.Argument(help="intake, dispatch, followup, cashdesk or roster.")]) -> None:
    """Run one service as a container does: settings from the environment, the log as JSON on standard error.

    Waits for broker and database as long as it takes; SIGTERM drains. Exit code 0: stopped when told to; 1: a part
    died; 2: settings, playbook or port cannot be used.
    """
    with reporting():
        if service not in SERVICES:
            raise Failure("Unknown", f"there is no service '{service}'", f"one of {', '.join(SERVICES)}")
        settings = load_settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        refuse_taken(settings.http_host, settings.http_port, *HTTP)
        code = chassis.run.run([service])
    raise typer.Exit(code)


def _run(settings: Settings, began: float, log_path: Path, sync_always: bool) -> int:
    def ready(process: Process, server: EmbeddedNats) -> None:
        out.print(_welcome(process, server, settings, perf_counter() - began, log_path))

    try:
        return uvloop.run(run_stack(settings, ready, sync_always=sync_always))
    except KeyboardInterrupt:
        return OK
    except asyncio.CancelledError:
        return REFUSED


@contextmanager
def _environment(given: Mapping[str, object]) -> Iterator[None]:
    """Options are settings like any other, and are checked like them."""
    names = {PREFIX + name: str(value) for name, value in given.items() if value is not None}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _logging(path: Path | None, settings: Settings) -> Iterator[None]:
    if path is None:
        configure_logs("console", settings.log_level)
        yield
        return
    with path.open("a", encoding="utf-8") as file:
        configure_logs(settings.log_format, settings.log_level, stream=file)
        try:
            yield
        finally:
            configure_logs(settings.log_format, settings.log_level, stream=sys.stderr)


def _welcome(process: Process, server: EmbeddedNats, settings: Settings, seconds: float, log_path: Path) -> Panel:
    http = f"http://{settings.http_host}:{process.http_port}"
    sites = ", ".join(f"{site} ({name})" for site, name in settings.sites.items())
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in (
        ("broker", server.url),
        ("health", f"{http}/readyz"),
        ("metrics", f"{http}/metrics"),
        ("documentation", f"{http}/docs"),
        ("sites", sites),
        ("data", str(settings.data_dir.absolute())),
        ("log", str(log_path.absolute())),
    ):
        table.add_row(name, value)
    url = "" if server.url == URL else f" --url {server.url}"
    table.add_row()
    table.add_row(Text("try", style="bold"), "in another terminal")
    for what, command in TRY:
        table.add_row(Text(what, style="dim"), Text(command.format(url=url)))
    table.add_row(Text("and watch it all", style="dim"), Text(f"frontdesk tail{url}"))
    return Panel(
        table, title=f"Frontdesk is up after {seconds:.1f} s; Ctrl-C stops it", title_align="left", expand=False
    )
