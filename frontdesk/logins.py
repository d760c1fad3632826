"""Logins for nats-server: one for each person, which may act under its own name only, and one for the services."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence

from contracts import subjects

SERVICES_LOGIN = "frontdesk"


def new_password() -> str:
    """24 characters from the operating system's source of randomness."""
    return secrets.token_urlsafe(18)


def passwords_for(actors: Sequence[str], make: Callable[[], str] = new_password) -> dict[str, str]:
    """A password for the services' login and for every actor."""
    return {login: make() for login in (SERVICES_LOGIN, *actors)}


def authorization_block(passwords: Mapping[str, str], sites: Sequence[str]) -> str:
    """The ``authorization`` block of a nats-server configuration.

    ``passwords`` by login; the login ``frontdesk`` is the services' and may do everything, each other one acts as the
    person of that name at ``sites``.
    """
    lines = ["authorization {", "  users: ["]
    for login, password in passwords.items():
        lines.append(f"    {{ user: {json.dumps(login)}, password: {json.dumps(password)}")
        if login != SERVICES_LOGIN:
            lines.append("      permissions: {")
            for direction, rules in permissions_at(sites, login).items():
                lines.append(f"        {direction}: {json.dumps(rules)}")
            lines.append("      }")
        lines.append("    }")
    return "\n".join([*lines, "  ]", "}"])


def permissions_at(sites: Sequence[str], actor: str) -> dict[str, dict[str, list[str]]]:
    """The permissions of one person at several sites together."""
    merged: dict[str, dict[str, list[str]]] = {}
    for site in sites:
        for direction, rules in subjects.client_permissions(site, actor).items():
            for rule, named in rules.items():
                known = merged.setdefault(direction, {}).setdefault(rule, [])
                known.extend(subject for subject in named if subject not in known)
    return merged
