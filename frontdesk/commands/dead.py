"""``frontdesk dead``: messages that a service gave up on."""

import json
from typing import Annotated

import typer
from nats.js.errors import NotFoundError
from rich.table import Table
from rich.text import Text

from chassis import deadletters
from chassis.deadletters import DeadLetter
from frontdesk.client import DeskClient
from frontdesk.console import REFUSED, URL, AsJson, Broker, Failure, Password, Url, User, connect, out, print_json, run
from frontdesk.letters import all_letters

HELP = "Messages given up on: list them, show one, replay or drop them."
EXAMPLE = """
Examples:
frontdesk dead list
frontdesk dead show 7
frontdesk dead replay --all --yes
"""
app = typer.Typer(no_args_is_help=True)
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Sequence = Annotated[int, typer.Argument(metavar="SEQ", help="The number that 'dead list' shows.")]


@app.command("list")
def list_letters(url: Url = URL, user: User = None, password: Password = None, as_json: AsJson = False) -> None:
    """All dead letters, oldest first. Exit code 0 whether or not there are any. Example: frontdesk dead list"""

    async def work() -> list[DeadLetter]:
        async with await connect(Broker(url, "HQ", user, password)) as client:
            return await all_letters(client)

    found = run(work(), as_json)
    if as_json:
        print_json([letter.public() for letter in found])
    elif not found:
        out.print("No dead letters.", style="green")
    else:
        out.print(_table(found))


@app.command()
def show(
    sequence: Sequence, url: Url = URL, user: User = None, password: Password = None, as_json: AsJson = False
) -> None:
    """One dead letter with its reason, headers and body. Exit code 1 when there is none of that number.

    Example: frontdesk dead show 7
    """

    async def work() -> DeadLetter:
        async with await connect(Broker(url, "HQ", user, password)) as client:
            return await _letter(client, sequence)

    letter = run(work(), as_json)
    if as_json:
        print_json(letter.public())
        return
    for name, value in letter.public().items():
        shown = json.dumps(value, ensure_ascii=False, indent=2) if isinstance(value, dict) else str(value)
        out.print(Text.assemble((f"{name:<10} ", "cyan"), shown))


@app.command()
def replay(
    *,
    sequence: Annotated[int | None, typer.Argument(metavar="SEQ", help="The number that 'dead list' shows.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them, oldest first.")] = False,
    yes: Yes = False,
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Publish the original message again and remove the letter. Mend the cause first, or it comes back.

    Example: frontdesk dead replay 7
    """

    async def find() -> list[DeadLetter]:
        if (sequence is None) == (not every):
            raise Failure("Which one?", "name one SEQ, or --all", "'frontdesk dead list' shows them")
        async with await connect(Broker(url, "HQ", user, password)) as client:
            return [await _letter(client, sequence)] if sequence is not None else await all_letters(client)

    async def work(found: list[DeadLetter]) -> None:
        async with await connect(Broker(url, "HQ", user, password)) as client:
            for letter in found:
                await deadletters.replay(client.js, letter)

    found = run(find(), as_json)
    _confirm(f"Replay {len(found)} message(s)?", yes or not found)
    run(work(found), as_json)
    _said("replayed", found, as_json)


@app.command()
def drop(
    *,
    sequence: Sequence,
    yes: Yes = False,
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Remove one letter for good, without handling its message. Example: frontdesk dead drop 7 --yes"""

    async def find() -> DeadLetter:
        async with await connect(Broker(url, "HQ", user, password)) as client:
            return await _letter(client, sequence)

    async def work() -> None:
        async with await connect(Broker(url, "HQ", user, password)) as client:
            await deadletters.drop(client.js, sequence)

    letter = run(find(), as_json)
    _confirm(f"Drop {letter.subject} ({letter.reason}) for good?", yes)
    run(work(), as_json)
    _said("dropped", [letter], as_json)


async def _letter(client: DeskClient, sequence: int) -> DeadLetter:
    try:
        return await deadletters.letter(client.js, sequence)
    except NotFoundError:
        remedy = "'frontdesk dead list' shows those there are"
        raise Failure("Unknown", f"there is no dead letter {sequence}", remedy, REFUSED, "not-found") from None


def _confirm(question: str, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True, err=True)


def _said(done: str, found: list[DeadLetter], as_json: bool) -> None:
    if as_json:
        print_json({done: [letter.sequence for letter in found]})
    else:
        out.print(f"{len(found)} message(s) {done}.")


def _table(found: list[DeadLetter]) -> Table:
    table = Table(header_style="bold")
    for heading in ("seq", "parked at", "service", "site", "reason", "subject", "detail"):
        table.add_column(heading)
    for each in found:
        parked = each.parked_at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(
            str(each.sequence), parked, each.service, each.site, each.reason, each.subject, Text(each.detail[:120])
        )
    return table
