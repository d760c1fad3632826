"""``frontdesk ledger``: whether the cash desk's books are what was sealed."""

from functools import partial
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from chassis.database import Database
from chassis.settings import Settings, load_settings
from frontdesk.console import OK, REFUSED, UNREACHABLE, AsJson, Failure, err, out, print_json, reporting, run
from services.cashdesk.domain.sealing import Break
from services.cashdesk.handlers.verify_ledger import Verified, entries_to_verify, sites_to_verify, verify_ledger

HELP = "The cash desk's ledger: its days are sealed, and the seals form a chain."
EXAMPLE = """
Examples:
frontdesk ledger verify
frontdesk ledger verify --site HQ --json
"""
SHOWN = 20
app = typer.Typer(no_args_is_help=True)
Only = Annotated[str | None, typer.Option("--site", help="Only this desk.")]


@app.callback()
def ledger() -> None:
    """The cash desk's ledger."""


@app.command()
def verify(site: Only = None, as_json: AsJson = False) -> None:
    """Compute the chain of seals again from the database and compare; name the first row that differs.

    Reads the database of cashdesk (FRONTDESK_DATABASE_URL, FRONTDESK_DATA_DIR) beside the running services. Compare the
    last hash with the one announced as cashdesk.day.sealed: who can change the database can also cut off its end. Exit
    code 0: all is as it was sealed; 1: something differs; 3: the database cannot be reached.
    Example: frontdesk ledger verify --site HQ
    """
    with reporting(as_json):
        settings = load_settings()
    found = run(_verify(settings, site), as_json)
    if as_json:
        print_json([_document(each) for each in found])
    else:
        _show(found)
    raise typer.Exit(REFUSED if any(each.breaks for each in found) else OK)


async def _verify(settings: Settings, site: str | None) -> list[Verified]:
    database = Database(settings.database_url_for("cashdesk"))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    found = []
    try:
        async with database.read() as store:
            there = await sites_to_verify(store)
            if site is not None and site not in there:
                raise Failure(
                    "Unknown", f"the ledger has no entries of '{site}'", f"one of {', '.join(there) or 'none'}"
                )
            with Progress(*columns, console=err, transient=True) as progress:
                for each in there if site is None else [site]:
                    task = progress.add_task(each, total=await entries_to_verify(store, each))
                    found.append(await verify_ledger(store, each, partial(progress.advance, task)))
    except DBAPIError as error:
        says = str(error.orig).splitlines()[0]
        raise Failure("The database cannot be read", says, "'frontdesk doctor' looks at it", UNREACHABLE) from error
    finally:
        await database.close()
    return found


def _show(found: list[Verified]) -> None:
    table = Table(header_style="bold")
    for heading in ("", "site", "seals", "entries sealed", "not yet sealed", "last hash"):
        table.add_column(heading, overflow="fold")
    for each in found:
        mark = Text("differs", "bold red") if each.breaks else Text("ok", "green")
        numbers = (str(number) for number in (each.seals, each.sealed, each.unsealed))
        table.add_row(mark, each.site, *numbers, each.last_hash)
    out.print(table)
    for each in found:
        for number, one in enumerate(each.breaks[:SHOWN]):
            out.print(Text(("First difference: " if number == 0 else "                  ") + _says(one)))
        if len(each.breaks) > SHOWN:
            out.print(f"and {len(each.breaks) - SHOWN} more at {each.site}")


def _says(one: Break) -> str:
    where = f"{one.site}, day {one.day}, seal {one.sequence}" if one.sequence else f"{one.site}, not yet sealed"
    thing = f"entry {one.entry_id} {one.what}" if one.entry_id else "seal"
    return f"{where}: {thing}: {one.detail}"


def _document(each: Verified) -> dict[str, object]:
    breaks = [
        {"day": one.day, "seal": one.sequence, "entry_id": one.entry_id, "what": one.what, "detail": one.detail}
        for one in each.breaks
    ]
    return {
        "site": each.site,
        "ok": not each.breaks,
        "seals": each.seals,
        "entries_sealed": each.sealed,
        "entries_not_yet_sealed": each.unsealed,
        "last_hash": each.last_hash,
        "breaks": breaks,
    }
