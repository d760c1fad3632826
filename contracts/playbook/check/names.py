"""What the checks share: how a finding is worded, which names a desk has, what the services understand."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from contracts.base import COMMANDS, EVENTS, QUERIES, SERVICES, Event
from contracts.playbook.grammar import RELATIVE_ROLES, Playbook

Finding = tuple[str, str]
"""Path, dotted from the root, and what is wrong with the remedy."""

CUSTOMER, OWNER, RECIPIENTS = "customer", "owner", "recipients"
RESERVED = RELATIVE_ROLES | {CUSTOMER, RECIPIENTS, "group", "receiver"}
"""Words that mean somebody already, so that no role can be called so."""


def unknown(kind: str, name: str, known: Iterable[str], remedy: str = "") -> str:
    """``unknown role 'x'; known are a, b``. ``remedy`` is said where none is known."""
    there = list(known)
    said = f"known are {', '.join(there)}" if there else remedy or "there is none"
    meant = get_close_matches(name, there, n=1, cutoff=0.75)
    return f"unknown {kind} '{name}'; " + (f"did you mean '{meant[0]}'? " if meant else "") + said


def below(path: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with their paths put below ``path``."""
    for inner, message in found:
        yield f"{path}.{inner}" if inner else path, message


def known(path: str, kind: str, names: Iterable[str], there_are: Iterable[str], remedy: str = "") -> Iterator[Finding]:
    """A finding for each of ``names`` that is none of those there are, at its place in the list."""
    there = list(there_are)
    for index, name in enumerate(names):
        if name not in there:
            yield f"{path}.{index}", unknown(kind, name, there, remedy)


def twice(path: str, kind: str, names: Iterable[str]) -> Iterator[Finding]:
    """A finding for each name that is given more than once, at its second place."""
    before: Counter[str] = Counter()
    for index, name in enumerate(names):
        before[name] += 1
        if before[name] == 2:
            yield f"{path}.{index}", f"two {kind} are called '{name}'; give each a name of its own"


def people(path: str, names: Iterable[str], book: Playbook, words: Iterable[str] = ()) -> Iterator[Finding]:
    """Roles, or one of ``words`` such as head."""
    yield from known(path, "role", names, [*book.roles, *sorted(words)])


@cache
def _loaded() -> None:
    """The messages register themselves when the services' contracts are imported."""
    for service in SERVICES:
        import_module(f"contracts.{service}")


def events() -> dict[str, type[Event]]:
    """What the services announce, by ``dispatch.order.completed``."""
    _loaded()
    return EVENTS


def permissions() -> list[str]:
    """What a playbook may permit: commands, and views after ``qry.``."""
    _loaded()
    return [*COMMANDS, *(f"qry.{key}" for key in QUERIES)]
