"""``frontdesk send``: a command on behalf of an actor."""

from typing import Annotated, Any

import typer

from contracts.base import COMMANDS, Command
from frontdesk.bodies import body_of
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
frontdesk send roster.register_staff --as admin actor=li name=李敏 roles='["clerk"]' department=desk
frontdesk send intake.record_request --as li line=repair form.reporter=张伟 form.place=3-502 form.problem='tap drips'
frontdesk send intake.record_request --fields line=repair
frontdesk send --list
"""


def send(
    *,
    name: Annotated[
        str | None, typer.Argument(metavar="SERVICE.ACTION", help="For example intake.record_request.")
    ] = None,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE...", help="Fields; form.place=3-502 for a nested one.")
    ] = None,
    actor: Annotated[str | None, typer.Option("--as", help="Who sends it.")] = None,
    json_body: Annotated[str | None, typer.Option(help="The body as JSON; key=value words come on top.")] = None,
    command_id: Annotated[str | None, typer.Option(help="Sent again with the same id it has no second effect.")] = None,
    box: Annotated[bool, typer.Option("--box", help="Store it for when the service is there; do not wait.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List all commands with their fields.")] = False,
    fields: Annotated[bool, typer.Option("--fields", help="Show this command's fields instead of sending.")] = False,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Send a command and show its result, or the refusal with every wrong field.

    Exit code 0: done; 1: refused, nothing was changed; 2: cannot be sent like this; 3: nobody answered.
    """
    with reporting(as_json):
        if list_all:
            listed(COMMANDS, as_json)
            return
        model = the_message(COMMANDS, name, "send")
        body = _body(model, words or [], json_body, site)
        if fields:
            describe(model, body, site, as_json)
            return
        actor = needs(actor, "--as", "who sends the command, for example --as li")
    broker = Broker(url, site, user, password)
    run(_send(broker, model, body, actor, command_id=command_id, box=box, as_json=as_json), as_json)


def _body(model: type[Command], words: list[str], given: str | None, site: str) -> dict[str, Any]:
    try:
        return body_of(model, words, given, known_playbook(site))
    except ValueError as error:
        remedy = f"'frontdesk send {model.key()} --fields' shows the fields"
        raise Failure("Not a body", str(error), remedy) from error


async def _send(
    broker: Broker,
    model: type[Command],
    body: dict[str, Any],
    actor: str,
    *,
    command_id: str | None,
    box: bool,
    as_json: bool,
) -> None:
    async with await connect(broker) as client:
        if box:
            stored = await client.box(actor, body, command_id, key=model.key())
            if as_json:
                print_json({"command_id": stored})
            else:
                out.print(f"Stored as {stored}; the outcome is announced with this correlation id (frontdesk tail).")
            return
        result = await client.send(actor, body, command_id, key=model.key())
    if as_json:
        print_json(result.model_dump(mode="json"))
    else:
        out.print(view(result, f"{model.key()}: done", zone_of(known_playbook(client.site))))
