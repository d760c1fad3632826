"""``frontdesk playbook diff``: what a new playbook changes, and which open deadlines it would move."""

import json
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from chassis.settings import load_settings
from contracts.dispatch import GetPlaybook, MovedDeadline, Recalculation
from contracts.playbook import Playbook, find, load
from frontdesk.client import DeskClient
from frontdesk.console import (
    URL,
    AsJson,
    Broker,
    Password,
    Site,
    Url,
    User,
    connect,
    err,
    out,
    print_json,
    reporting,
    run,
)
from frontdesk.playbook_changes import Change, changes
from frontdesk.render import zone_of

LONGEST = 60
SHOWN = 20
STYLES = {"added": "green", "removed": "red", "changed": "yellow"}
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def diff(
    *,
    file: Annotated[str, typer.Argument(metavar="FILE-OR-NAME", help="The new playbook.")],
    actor: Annotated[str, typer.Option("--as", help="Who asks.")] = "admin",
    show: Annotated[int, typer.Option(min=0, help="How many of the largest moves are listed.")] = SHOWN,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Compare a playbook with the one the desk works with, and foresee which open deadlines would move. Nothing is
    changed. Exit code 0: compared; 1: refused; 2: the playbook cannot be used; 3: nobody answered.

    Example: frontdesk playbook diff my-desk.yaml --site HQ
    """
    with reporting(as_json):
        book = load(find(file, load_settings().playbook_dirs))
    run(_diff(Broker(url, site, user, password), book, actor, show, as_json=as_json), as_json)


async def _diff(broker: Broker, book: Playbook, actor: str, show: int, *, as_json: bool) -> None:
    document = book.model_dump_json(by_alias=True)
    async with await connect(broker) as client:
        present = await client.ask(actor, GetPlaybook())
        found = list(changes(json.loads(present.document), json.loads(document)))
        moved, looked_at, kept = await _foresee(client, actor, document)
    if as_json:
        rows = [row.model_dump(mode="json") for row in moved]
        print_json(
            {
                "changes": [each.__dict__ for each in found],
                "deadlines": {"looked_at": looked_at, "kept": kept, "moved": len(moved), "rows": rows},
            }
        )
        return
    out.print(Text(f"{present.playbook} v{present.version} -> {book.playbook} v{book.version}", style="bold"))
    for change in found:
        out.print(_change(change), soft_wrap=True)
    if not found:
        out.print("Nothing differs.")
    out.print()
    _show_moves(moved, looked_at, kept, book, show)


async def _foresee(client: DeskClient, actor: str, document: str) -> tuple[list[MovedDeadline], int, int]:
    """Every open deadline that would move, how many were looked at, how many promises are gone and kept."""
    moved: list[MovedDeadline] = []
    looked_at = kept = 0
    cursor: str | None = None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("open deadlines", total=None)
        while True:
            page = await client.ask(actor, Recalculation(document=document, cursor=cursor))
            if page.open is not None:
                progress.update(task, total=page.open)
            moved += page.rows
            looked_at += page.looked_at
            kept += page.kept
            progress.advance(task, page.looked_at)
            cursor = page.next
            if cursor is None:
                return moved, looked_at, kept


def _change(change: Change) -> Text:
    style = STYLES[change.kind]
    text = Text.assemble((f"{SIGNS[change.kind]} {change.path}", style))
    if change.kind == "changed":
        text.append(f": {_short(change.before)} -> {_short(change.after)}")
    else:
        text.append(f": {_short(change.after if change.before is None else change.before)}")
    return text


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _show_moves(moved: list[MovedDeadline], looked_at: int, kept: int, book: Playbook, show: int) -> None:
    how = (
        "would move" if book.open_deadlines == "recalculate" else "would move, but the playbook keeps them as promised"
    )
    out.print(f"{len(moved)} of {looked_at} open deadlines {how}; {kept} have no such promise any more and are kept.")
    if not moved or not show:
        return
    zone = zone_of(book)
    table = Table(header_style="bold", title="Largest moves", title_justify="left")
    for heading in ("request", "line", "deadline", "due now", "due then", "moves by"):
        table.add_column(heading, justify="right" if heading == "moves by" else "left")
    for row in sorted(moved, key=lambda row: -abs(_seconds(row)))[:show]:
        before, after = (f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" for at in (row.due_before, row.due_after))
        if row.left_before is not None and row.left_after is not None:
            before, after = (f"{_span(left)} left" for left in (row.left_before, row.left_after))
        table.add_row(row.number, row.line, row.name, before, after, _signed(_seconds(row)))
    out.print(table)


def _seconds(row: MovedDeadline) -> float:
    if row.left_before is not None and row.left_after is not None:
        return row.left_after - row.left_before
    return (row.due_after - row.due_before).total_seconds()


def _signed(seconds: float) -> str:
    return ("+" if seconds >= 0 else "-") + _span(abs(seconds))


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"
