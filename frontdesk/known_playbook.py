"""The playbook of a site, where this machine knows it: titles, the time zone, the types of form fields."""

from functools import cache

from chassis.settings import BadSettings, load_settings
from contracts.playbook import Playbook, PlaybookError, find, load
from contracts.playbook.grammar import FieldSpec


@cache
def known_playbook(site: str) -> Playbook | None:
    """None when the settings here do not name the site or its playbook cannot be read: the services have the last
    word, the command line only shows more when it knows more."""
    try:
        settings = load_settings()
        name = settings.sites.get(site)
        return load(find(name, settings.playbook_dirs)) if name else None
    except (BadSettings, PlaybookError):
        return None


def form_types(book: Playbook | None, line: str | None) -> dict[str, FieldSpec]:
    """The fields of a line's form."""
    found = book.lines.get(line) if book is not None and line is not None else None
    return dict(found.form) if found is not None else {}


def record_types(book: Playbook | None, step: str | None) -> dict[str, FieldSpec]:
    """The fields recorded with a step of that name, of whichever line."""
    lines = book.lines.values() if book is not None else ()
    return {
        name: spec for line in lines for each in line.steps if each.name == step for name, spec in each.records.items()
    }
