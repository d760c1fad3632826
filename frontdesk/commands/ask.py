"""``frontdesk ask``: a view, readable."""

from typing import Annotated, Any

import typer
from pydantic import BaseModel

from contracts.base import QUERIES, Query
from frontdesk.bodies import body_of
from frontdesk.client import DeskClient
from frontdesk.commands.messages import describe, listed, needs, the_message
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
from frontdesk.known_playbook import known_playbook
from frontdesk.render import zone_of
from frontdesk.views import view

EXAMPLE = """
Examples:
frontdesk ask intake.requests --as li line=repair --all
frontdesk ask intake.request --as li number=HQ-20261121-0001
frontdesk ask --list
"""


def ask(
    *,
    name: Annotated[str | None, typer.Argument(metavar="SERVICE.VIEW", help="For example intake.requests.")] = None,
    words: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE...", help="What to ask for.")] = None,
    actor: Annotated[str | None, typer.Option("--as", help="Who asks.")] = None,
    json_body: Annotated[str | None, typer.Option(help="The question as JSON; key=value words come on top.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All pages, not only the first.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List all views with their fields.")] = False,
    fields: Annotated[bool, typer.Option("--fields", help="Show this view's fields instead of asking.")] = False,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a view: pages as tables, single things as panels.

    Exit code 0: answered; 1: refused; 2: cannot be asked like this; 3: nobody answered.
    """
    with reporting(as_json):
        if list_all:
            listed(QUERIES, as_json)
            return
        model = the_message(QUERIES, name, "ask")
        try:
            body = body_of(model, words or [], json_body, None)
        except ValueError as error:
            raise Failure("Not a question", str(error), f"'frontdesk ask {name} --fields' shows the fields") from error
        if fields:
            describe(model, body, site, as_json)
            return
        actor = needs(actor, "--as", "who asks, for example --as li")
    run(_ask(Broker(url, site, user, password), model, body, actor, every=every, as_json=as_json), as_json)


async def _ask(
    broker: Broker,
    model: type[Query],
    body: dict[str, Any],
    actor: str,
    *,
    every: bool,
    as_json: bool,
) -> None:
    async with await connect(broker) as client:
        result = await _pages(client, actor, model, body, every)
    if as_json:
        print_json(result.model_dump(mode="json"))
        return
    out.print(view(result, model.key(), zone_of(known_playbook(client.site))))
    if getattr(result, "next", None):
        out.print("There is more: add --all.", style="dim")


async def _pages(client: DeskClient, actor: str, model: type[Query], body: dict[str, Any], every: bool) -> BaseModel:
    """The first page, or all of them put together."""
    result: BaseModel = await client.ask(actor, body, key=model.key())
    while every and (cursor := getattr(result, "next", None)):
        following = await client.ask(actor, body | {"cursor": cursor}, key=model.key())
        rows = [*getattr(result, "rows", []), *following.rows]
        result = result.model_copy(update={"rows": rows, "next": following.next})
    return result
