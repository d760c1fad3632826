"""``frontdesk playbook``: list, check and read playbooks."""

from dataclasses import asdict
from itertools import chain
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from chassis.settings import load_settings
from contracts.durations import format_duration
from contracts.playbook import Line, Playbook, PlaybookError, Step, find, load, shipped
from contracts.playbook.grammar import Deadline
from contracts.playbook.schema import schema_text
from frontdesk.commands.playbook_diff import diff
from frontdesk.commands.playbook_new import new
from frontdesk.console import REFUSED, AsJson, err, out, print_json, reporting
from frontdesk.findings import finding_lines, summary
from frontdesk.render import both, value_text

HELP = "A desk is data: list, check and read playbooks, and help to write them."
EXAMPLE = """
Examples:
frontdesk playbook list
frontdesk playbook check my-desk.yaml
frontdesk playbook show property-desk
frontdesk playbook diff my-desk.yaml --site HQ
frontdesk playbook new my-desk
frontdesk playbook schema > playbook.schema.json
"""
app = typer.Typer(no_args_is_help=True)
app.command("new")(new)
app.command("diff")(diff)


@app.command("list")
def list_playbooks(as_json: AsJson = False) -> None:
    """The shipped playbooks and those of FRONTDESK_PLAYBOOK_DIRS. Example: frontdesk playbook list"""
    with reporting(as_json):
        books = {name: load(find(name, load_settings().playbook_dirs)) for name in _names()}
    if as_json:
        print_json({name: {"version": it.version, "title": it.title.model_dump()} for name, it in books.items()})
        return
    table = Table(header_style="bold")
    for heading in ("playbook", "version", "title", "lines"):
        table.add_column(heading)
    for name, book in books.items():
        table.add_row(name, str(book.version), both(book.title), ", ".join(book.lines))
    out.print(table)


@app.command()
def check(
    names: Annotated[list[str], typer.Argument(metavar="FILE-OR-NAME...", help="YAML files, or names of playbooks.")],
    as_json: AsJson = False,
) -> None:
    """Read, validate and cross-check playbooks. Exit code 0: all are sound; 1: at least one is not.

    Each finding is a line file:line:column: path: what is wrong. Example: frontdesk playbook check my-desk.yaml
    """
    with reporting(as_json):
        dirs = load_settings().playbook_dirs
    errors: list[PlaybookError] = []
    for name in names:
        try:
            book = load(find(name, dirs))
        except PlaybookError as error:
            errors.append(error)
            continue
        if not as_json:
            out.print(Text.assemble(("ok ", "bold green"), f"{name}: {book.playbook} v{book.version}"))
    if as_json:
        print_json([asdict(finding) for error in errors for finding in error.findings])
    elif errors:
        for line in chain.from_iterable(map(finding_lines, errors)):
            err.print(line, soft_wrap=True)
        err.print(Text(summary(errors, len(names)), style="bold"))
    if errors:
        raise typer.Exit(REFUSED)


@app.command("schema")
def print_schema() -> None:
    """The JSON Schema of playbooks, for editors. Example: frontdesk playbook schema > playbook.schema.json"""
    typer.echo(schema_text(), nl=False)


@app.command()
def show(name: Annotated[str, typer.Argument(metavar="FILE-OR-NAME")], as_json: AsJson = False) -> None:
    """Lines, steps with signers and deadlines, and prices, in both languages.

    Example: frontdesk playbook show property-desk
    """
    with reporting(as_json):
        book = load(find(name, load_settings().playbook_dirs))
    if as_json:
        print_json(book.model_dump(mode="json", by_alias=True))
        return
    out.print(Text(f"{both(book.title)}  {book.playbook} v{book.version}", style="bold"))
    out.print(f"Time zone {book.calendar.timezone}, currency {book.currency}")
    for key, line in book.lines.items():
        out.print()
        out.print(_line(key, line, book))
        out.print(_form(line))
        if line.steps:
            out.print(_steps(line, book))
    if book.prices:
        out.print()
        out.print(_prices(book))


def _names() -> list[str]:
    own = [path.stem for folder in load_settings().playbook_dirs for path in sorted(folder.glob("*.yaml"))]
    return list(dict.fromkeys([*own, *shipped()]))


def _line(key: str, line: Line, book: Playbook) -> Text:
    said = Text.assemble((f"{both(line.title)}", "bold cyan"), f"  ({key})")
    if line.read_back:
        said.append("  read back to the customer")
    if line.route is not None:
        target = line.route.to.source.strip("'") if line.route.to is not None else line.route.table[-1].to
        department = book.departments.get(target)
        said.append(f"  goes to {both(department.title) if department else target}")
    return said


def _form(line: Line) -> Text:
    names = [
        f"{both(spec.title) if spec.title else name}{'*' if spec.required else ''}" for name, spec in line.form.items()
    ]
    return Text("  form: " + ", ".join(names))


def _steps(line: Line, book: Playbook) -> Table:
    table = Table(header_style="bold")
    for heading in ("step", "title", "signed by", "only when", "deadline", "then told"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "step")
    for step in line.steps:
        table.add_row(
            step.name,
            both(step.title),
            _signers(step, book),
            step.when.source if step.when else "",
            *_due(step.deadline, book),
        )
    return table


def _signers(step: Step, book: Playbook) -> str:
    who = ", ".join(_role(each, book) for each in step.by)
    return f"{who} (for the customer)" if step.on_behalf_of_customer else who


def _due(deadline: Deadline | None, book: Playbook) -> tuple[str, str]:
    if deadline is None:
        return "", ""
    chain = [
        _role(link.escalate, book) + (f" after {format_duration(link.after)}" if link.after else "")
        for link in deadline.else_
    ]
    clock = " in opening hours" if deadline.clock == "business" else ""
    span = format_duration(deadline.within) if deadline.within is not None else "by a target"
    return f"{span} of {deadline.of}{clock}", ", then ".join(chain)


def _role(name: str, book: Playbook) -> str:
    role = book.roles.get(name)
    return both(role.title) if role is not None else name


def _prices(book: Playbook) -> RenderableType:
    table = Table(title="Prices", title_justify="left", header_style="bold")
    for heading in ("item", "title", "unit", "price", "receipt"):
        table.add_column(heading)
    for key, item in book.prices.items():
        receipt = "yes" if item.receipt else f"no: {both(item.no_receipt_reason)}" if item.no_receipt_reason else "no"
        table.add_row(key, both(item.title), item.unit, value_text(item.amount), receipt)
    return table
