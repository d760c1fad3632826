"""Reading a month to plan: each mistake is told with its path, its line and what would be right."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from contracts.playbook import find, load
from contracts.playbook.positions import NotYaml, Source
from contracts.problems import Invalid, Unreadable
from frontdesk.planning.from_file import build
from frontdesk.planning.hall_file import HallFile
from frontdesk.planning.problem import Problem


def read_hall(path: Path, dirs: Iterable[Path] = ()) -> Problem:
    """The problem that the file describes. Raises Unreadable for what is no YAML, Invalid with every mistake by its
    path, PlaybookError for a playbook that cannot be used. ``dirs``: own playbooks."""
    try:
        source = Source(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8 text; save it as UTF-8") from error
    except NotYaml as error:
        raise Unreadable(f"{path}, line {error.place.line}: not YAML: {error}") from error
    if not isinstance(source.data, Mapping):
        raise Unreadable(f"{path}: expected a mapping that begins with 'month: 2026-12'")
    try:
        hall = HallFile.model_validate(source.data)
    except ValidationError as error:
        mistakes = [(".".join(map(str, each["loc"])), _said(each["type"], each["msg"])) for each in error.errors()]
        raise _invalid(path, source, mistakes) from error
    book = load(find(hall.playbook, dirs)) if hall.playbook is not None else None
    problem, found = build(hall, book)
    if problem is None:
        raise _invalid(path, source, found)
    return problem


def _said(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown key; take it out or mend its spelling"
    if kind == "missing":
        return "is missing; add it"
    return message.removeprefix("Value error, ")


def _invalid(path: Path, source: Source, mistakes: list[tuple[str, str]]) -> Invalid:
    named = {}
    for where, message in mistakes:
        line = source.place(where).line
        named[where] = f"line {line}: {message}" if line is not None else message
    return Invalid(f"{path} describes no month to plan", errors=named)
