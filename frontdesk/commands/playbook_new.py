"""``frontdesk playbook new``: a commented playbook to begin with."""

import json
import re
import shlex
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from contracts.playbook import load, shipped
from frontdesk.console import AsJson, Failure, out, print_json, reporting

NAME = re.compile(r"^[a-z][a-z0-9-]{1,47}$")
TITLE_ZH, TITLE_EN = "我的服务台", "My desk"


def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens; the file is called NAME.yaml.")],
    folder: Annotated[Path, typer.Option("--dir", help="Where to write it.")] = Path(),
    zh: Annotated[str, typer.Option("--title-zh", help="The desk's title in Chinese.")] = TITLE_ZH,
    en: Annotated[str, typer.Option("--title-en", help="The desk's title in English.")] = TITLE_EN,
    as_json: AsJson = False,
) -> None:
    """Write a commented starter playbook that passes the check; nothing is overwritten.

    Example: frontdesk playbook new my-desk --title-zh 我的服务台 --title-en "My desk"
    """
    with reporting(as_json):
        file = _written(name, folder, starter(name, zh, en))
        book = load(file)
    steps = next_steps(file)
    if as_json:
        print_json({"file": str(file), "playbook": book.playbook, "next": [command for _, command in steps]})
        return
    out.print(Text.assemble(("written ", "bold green"), str(file)), soft_wrap=True)
    out.print(Text("Edit it: its comments say what each part is and what to change. Then:"))
    for what, command in steps:
        out.print(Text(f"  {command}", style="bold"), soft_wrap=True)
        out.print(Text(f"      {what}"), soft_wrap=True)


def starter(name: str, zh: str, en: str) -> str:
    """The text of the starter playbook. Titles may hold any characters but line ends."""
    template = (resources.files("contracts.playbook") / "starter.yaml").read_text(encoding="utf-8")
    title = f"{{zh: {_quoted(zh)}, en: {_quoted(en)}}}"
    return template.replace("{name}", name).replace("{title}", title, 1)


def next_steps(file: Path) -> list[tuple[str, str]]:
    """What to do with the file: what for, and the command."""
    quoted = shlex.quote(str(file))
    sites = shlex.quote(json.dumps({"HQ": str(file)}, ensure_ascii=False))
    return [
        ("looks for mistakes, with line, column and remedy", f"frontdesk playbook check {quoted}"),
        ("reads it back as tables, for the people who work there", f"frontdesk playbook show {quoted}"),
        (
            "lets editors complete and check it",
            f"frontdesk playbook schema > {shlex.quote(str(file.parent / 'playbook.schema.json'))}",
        ),
        ("starts a desk that works by it", f"FRONTDESK_SITES={sites} frontdesk up"),
    ]


def _written(name: str, folder: Path, text: str) -> Path:
    if not NAME.fullmatch(name):
        raise Failure(
            "No such name",
            f"{name!r} cannot name a playbook",
            "write 2 to 48 small letters, digits and hyphens, a letter first: my-desk",
            slug="playbook-name",
        )
    if name in shipped():
        remedy = f"take another name; read it with 'frontdesk playbook show {name}'"
        raise Failure("Taken", f"a playbook called {name} comes with Frontdesk", remedy, slug="playbook-name")
    file = folder / f"{name}.yaml"
    try:
        with file.open("x", encoding="utf-8") as new_file:
            new_file.write(text)
    except FileExistsError as error:
        remedy = "take another name or folder, or move the file away"
        raise Failure("Nothing was written", f"{file} is there already", remedy, slug="file-exists") from error
    except OSError as error:
        remedy = "name a folder that exists and that you may write to with --dir"
        raise Failure("Nothing was written", f"{file}: {error.strerror}", remedy, slug="file") from error
    return file


def _quoted(title: str) -> str:
    """As YAML in double quotes, which reads what JSON writes."""
    return json.dumps(" ".join(title.split()) or "-", ensure_ascii=False)
