"""``frontdesk db``: the services' databases."""

from typing import Annotated

import typer
from rich.table import Table

from chassis import migrations
from chassis.settings import Settings, load_settings
from contracts.base import SERVICES
from frontdesk.console import OK, REFUSED, AsJson, Failure, out, print_json, reporting, run

HELP = "The services' databases; services also bring their own up to date when they start."
EXAMPLE = """
Examples:
frontdesk db current
frontdesk db upgrade --service intake
"""
app = typer.Typer(no_args_is_help=True)
Service = Annotated[str | None, typer.Option(help="Only this service.")]


@app.command()
def upgrade(service: Service = None, as_json: AsJson = False) -> None:
    """Bring the databases to the newest revision. Exit code 1: one is newer than this program; 3: not reachable.

    Example: frontdesk db upgrade
    """

    async def work(settings: Settings) -> dict[str, str]:
        for name in _chosen(service):
            await migrations.upgrade(settings.database_url_for(name), name)
        return {name: (await migrations.current(settings.database_url_for(name), name))[1] for name in _chosen(service)}

    with reporting(as_json):
        settings = load_settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    done = run(work(settings), as_json)
    if as_json:
        print_json(done)
    else:
        for name, revision in done.items():
            out.print(f"{name:<10} at {revision}")


@app.command()
def current(service: Service = None, as_json: AsJson = False) -> None:
    """The revision of each database and the newest there is. Exit code 1 when one is not the newest.

    Example: frontdesk db current --service intake
    """

    async def work(settings: Settings) -> dict[str, tuple[str | None, str]]:
        return {name: await migrations.current(settings.database_url_for(name), name) for name in _chosen(service)}

    with reporting(as_json):
        settings = load_settings()
    found = run(work(settings), as_json)
    behind = [name for name, (revision, head) in found.items() if revision != head]
    if as_json:
        print_json({name: {"revision": revision, "head": head} for name, (revision, head) in found.items()})
    else:
        table = Table(header_style="bold")
        for heading in ("service", "revision", "newest", ""):
            table.add_column(heading)
        for name, (revision, head) in found.items():
            table.add_row(name, revision or "none yet", head, "frontdesk db upgrade" if name in behind else "ok")
        out.print(table)
    raise typer.Exit(REFUSED if behind else OK)


def _chosen(service: str | None) -> list[str]:
    if service is None:
        return list(SERVICES)
    if service not in SERVICES:
        raise Failure("Unknown", f"there is no service '{service}'", f"one of {', '.join(SERVICES)}")
    return [service]
