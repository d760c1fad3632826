"""Finding and describing messages: shared by ``send`` and ``ask``."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from contracts.base import Command, Query
from frontdesk.console import Failure, out, print_json
from frontdesk.known_playbook import form_types, known_playbook, record_types
from frontdesk.views import catalogue, first_sentence, message_fields, playbook_fields

MessageT = TypeVar("MessageT", type[Command], type[Query])


def the_message(table: Mapping[str, MessageT], name: str | None, command: str) -> MessageT:
    """The message class of that name. Raises Failure with the nearest names."""
    if name is None:
        remedy = f"'frontdesk {command} --list' shows all of them"
        raise Failure("Nothing named", f"name what to {command}, for example {next(iter(sorted(table)))}", remedy)
    if name not in table:
        near = get_close_matches(name, table, n=3, cutoff=0.4)
        said = f"did you mean {' or '.join(near)}? " if near else ""
        raise Failure("Unknown", f"there is no '{name}'", f"{said}'frontdesk {command} --list' shows all of them")
    return table[name]


def needs(value: str | None, option: str, what: str) -> str:
    if value is None:
        raise Failure(f"{option} is missing", what)
    return value


def listed(table: Mapping[str, type[Command]] | Mapping[str, type[Query]], as_json: bool) -> None:
    """All messages of a kind with their fields."""
    if as_json:
        print_json(
            {
                key: {"fields": list(model.model_fields), "does": first_sentence(model)}
                for key, model in sorted(table.items())
            }
        )
    else:
        out.print(catalogue(table))


def describe(model: type[Command] | type[Query], body: Mapping[str, Any], site: str, as_json: bool) -> None:
    """Its fields; of the form and the records too, as far as the body names line and step and the playbook is known."""
    if as_json:
        print_json(model.model_json_schema())
        return
    out.print(message_fields(model))
    book = known_playbook(site)
    if form := form_types(book, body.get("line")):
        out.print(playbook_fields(f"form of line {body['line']}", form))
    if records := record_types(book, body.get("step")):
        out.print(playbook_fields(f"records of step {body['step']}", records))
    if book is not None and "line" in model.model_fields and not body.get("line"):
        out.print(f"Lines of {book.playbook}: {', '.join(book.lines)}; add line=... to see its form.", style="dim")
