"""``frontdesk attach``: keep a file with a request."""

from pathlib import Path
from typing import Annotated

import typer

from frontdesk.commands.messages import needs
from frontdesk.console import (
    URL,
    AsJson,
    Broker,
    Failure,
    Password,
    Site,
    Url,
    User,
    connect,
    out,
    print_json,
    reporting,
    run,
)

EXAMPLE = """
Examples:
frontdesk attach HQ-20261121-0042 leak.jpg --as li
frontdesk attach HQ-20261121-0042 scan.pdf --as li --title 'Signed agreement'
"""


def attach(
    *,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The request.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file.")],
    actor: Annotated[str | None, typer.Option("--as", help="Who attaches it.")] = None,
    title: Annotated[str | None, typer.Option(help="What it shows; default: the file's name.")] = None,
    media_type: Annotated[str | None, typer.Option("--type", help="Its media type; default: by its name.")] = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Upload a file and keep it with a request.

    Exit code 0: done; 1: refused, nothing was changed; 2: there is no such file; 3: nobody answered.
    """
    with reporting(as_json):
        actor = needs(actor, "--as", "who attaches it, for example --as li")
        if not file.is_file():
            raise Failure("No such file", f"{file} is no file", "name a file that can be read")
    run(_attach(Broker(url, site, user, password), actor, number, file, title, media_type, as_json=as_json), as_json)


async def _attach(
    broker: Broker, actor: str, number: str, file: Path, title: str | None, media_type: str | None, *, as_json: bool
) -> None:
    async with await connect(broker) as client:
        kept = await client.attach(actor, number, file, title, media_type=media_type)
    if as_json:
        print_json(kept.model_dump(mode="json"))
    else:
        out.print(f"{file.name} is kept with {kept.number} as {kept.attachment_id}.")
