"""``frontdesk logins``: the authorization block of nats-server."""

from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from contracts.base import Actor
from contracts.subjects import SITE_PATTERN
from frontdesk.console import AsJson, Failure, err, print_json, reporting
from frontdesk.logins import SERVICES_LOGIN, authorization_block, passwords_for, permissions_at

EXAMPLE = """
Example:
frontdesk logins li wang chen --site HQ > logins.conf      # then: include logins.conf in nats-server.conf
"""


def logins(
    actors: Annotated[list[str], typer.Argument(metavar="ACTOR...", help="One login for each person.")],
    site: Annotated[list[str] | None, typer.Option(help="Where they may act; may be given several times.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write logins that may act under their own name only, and one for the services; passwords are new each time.

    Goes into nats-server's configuration. Exit code 2: a name that cannot be a login.
    """
    sites = site or ["HQ"]
    with reporting(as_json):
        _check(actors, sites)
        passwords = passwords_for(actors)
    if as_json:
        people = {actor: permissions_at(sites, actor) for actor in actors}
        print_json({"passwords": passwords, "permissions": people})
        return
    typer.echo(authorization_block(passwords, sites))
    note = f"The services log in as '{SERVICES_LOGIN}': set FRONTDESK_NATS_USER and FRONTDESK_NATS_PASSWORD."
    err.print(f"{note} Keep this file secret; the passwords are not stored anywhere else.", style="dim")


def _check(actors: list[str], sites: list[str]) -> None:
    login = TypeAdapter(Actor)
    for actor in actors:
        try:
            login.validate_python(actor)
        except ValidationError:
            remedy = "a login has lower-case letters, digits, '-' and '_', 32 at most"
            raise Failure("Not a login", f"'{actor}'", remedy) from None
        if actor == SERVICES_LOGIN:
            raise Failure("Not a login", f"'{actor}' is the services' own login", "choose another name")
    for site in sites:
        if not SITE_PATTERN.fullmatch(site):
            remedy = "2 to 8 capital letters and digits, beginning with a letter"
            raise Failure("Not a site", f"'{site}'", remedy)
