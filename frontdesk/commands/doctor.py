"""``frontdesk doctor``: is everything as it should be, and what to do where it is not."""

import typer
from rich.table import Table
from rich.text import Text

from chassis.settings import load_settings
from chassis.streams import Finding
from frontdesk.checkup import checkup
from frontdesk.console import OK, REFUSED, AsJson, Password, User, out, print_json, reporting, run

EXAMPLE = """
Examples:
frontdesk doctor
FRONTDESK_NATS_URL=nats://nats:4222 frontdesk doctor --json
"""


def doctor(user: User = None, password: Password = None, as_json: AsJson = False) -> None:
    """Look at broker, streams, consumers, databases, clocks and dead letters; say how to mend what is wrong.

    Looks where the settings point (FRONTDESK_NATS_URL, FRONTDESK_DATA_DIR, FRONTDESK_DATABASE_URL). Exit code 0: all is
    well; 1: something is wrong; 2: the settings cannot be used.
    """
    with reporting(as_json):
        settings = load_settings()
    found = run(checkup(settings, user, password), as_json)
    if as_json:
        print_json([{"name": it.name, "ok": it.ok, "detail": it.detail, "remedy": it.remedy} for it in found])
    else:
        out.print(_table(found))
    raise typer.Exit(OK if all(it.ok for it in found) else REFUSED)


def _table(found: list[Finding]) -> Table:
    table = Table(header_style="bold")
    for heading in ("", "what", "seen", "how to mend it"):
        table.add_column(heading)
    for it in found:
        mark = Text("wrong", "bold red") if not it.ok else Text("note", "yellow") if it.remedy else Text("ok", "green")
        table.add_row(mark, it.name, Text(it.detail), Text(it.remedy))
    return table
