"""What all tables of a day have in common."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from frontdesk.demo.script import Script


def table_of(title: str, *columns: str, right: Sequence[str] = ()) -> Table:
    """Without lines; the columns in ``right`` have figures."""
    table = Table(title=Text(title, "bold"), title_justify="left", header_style="bold", box=None, padding=(0, 3, 0, 0))
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def name_of(script: Script, actor: str) -> str:
    """The person's name, or the login of somebody the script does not know."""
    person = script.people.get(actor)
    return person.name if person is not None else actor
