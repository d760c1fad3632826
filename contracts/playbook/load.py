"""Loading playbooks: every error names file, path and what would be right."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.playbook.check import findings
from contracts.playbook.grammar import Playbook
from contracts.playbook.positions import Finding, NotYaml, Place, Source

CEL_COLUMN = re.compile(r"is no CEL expression: line 1, column (\d+)")
KEY = "[key]"
"""How pydantic's paths end when the key itself is wrong."""


class PlaybookError(Exception):
    """A playbook that must not be used.

    ``findings`` has all that is wrong, in the order of the file; the text lists them a line each, as
    ``file:line:column: path: message``. ``source`` is the file's text, empty when it could not be read.
    """

    def __init__(self, file: str, found: Iterable[Finding], source: str = "") -> None:
        self.file = file
        self.findings = sorted(found, key=lambda it: (it.line or 0, it.column or 0))
        self.source = source
        super().__init__("\n".join(map(str, self.findings)))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The findings as (path, message)."""
        return [(it.path, it.message) for it in self.findings]


def shipped() -> dict[str, Path]:
    """The playbooks that come with Frontdesk, by name."""
    root = Path(str(resources.files("contracts"))) / "playbooks"
    return {file.stem: file for file in sorted(root.glob("*.yaml"))}


def find(name: str, dirs: Iterable[Path] = ()) -> Path:
    """A playbook by name (own folders first, then the shipped ones) or by path."""
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    for folder in dirs:
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    known = shipped()
    if name not in known:
        said = f"no such playbook; there are {', '.join(known)}, or give a path ending in .yaml"
        raise PlaybookError(name, [Finding(name, None, None, "", said)])
    return known[name]


def load(path: Path) -> Playbook:
    """Read, validate and cross-check one playbook. Raises PlaybookError."""
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PlaybookError(file, [Finding(file, None, None, "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        said = f"is not UTF-8 text: {error.reason} at byte {error.start}; save it as UTF-8"
        raise PlaybookError(file, [Finding(file, None, None, "", said)]) from error
    try:
        source = Source(text)
    except NotYaml as error:
        raise PlaybookError(file, [Finding(file, *error.place, "", f"not YAML: {error}")], text) from error
    if not isinstance(source.data, Mapping):
        said = "expected a mapping that begins with 'playbook: <name>'"
        raise PlaybookError(file, [Finding(file, *source.place(""), "", said)], text)
    return validate(file, source.data, source)


def validate(file: str, raw: Mapping[str, Any], source: Source | None = None) -> Playbook:
    """Validate and cross-check what was read. Raises PlaybookError; without ``source`` it has no lines and columns."""
    found = [_duplicate(file, *each) for each in source.duplicates] if source else []
    book = None
    try:
        book = Playbook.model_validate(raw)
    except ValidationError as error:
        found += [_finding(file, *each, source) for each in _named(error.errors(), raw)]
    else:
        found += [_finding(file, path, message, False, source) for path, message in findings(book)]
    if book is None or found:
        raise PlaybookError(file, found, source.text if source else "")
    return book


def _duplicate(file: str, path: str, place: Place, first: Place) -> Finding:
    message = f"is given twice, before at line {first.line}, column {first.column}; take one of them out"
    return Finding(file, *place, path, message)


def _finding(file: str, path: str, message: str, of_key: bool, source: Source | None) -> Finding:
    if source is None:
        return Finding(file, None, None, path, message)
    column = CEL_COLUMN.search(message)
    place = source.inside(path, int(column[1]) - 1) if column else source.place(path, key=of_key)
    return Finding(file, *place, path, message)


def _named(errors: Iterable[ErrorDetails], raw: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Each once as (path, message, whether the key is meant and not its value)."""
    named = {}
    for error in errors:
        kind, loc = error["type"], error["loc"]
        path = _path(loc, raw, kind)
        named[path, _say(error)] = kind, kind == "extra_forbidden" or loc[-1:] == (KEY,)
    # A text that is read as an object: that it is no such object yet helps nobody who reads why it was refused.
    refused = {path for (path, _), (kind, _) in named.items() if kind != "is_instance_of"}
    return [
        (*said, of_key) for said, (kind, of_key) in named.items() if kind != "is_instance_of" or said[0] not in refused
    ]


def _path(loc: tuple[int | str, ...], raw: Any, kind: str) -> str:
    """The path as the file has it: without pydantic's names of union members and keys that a short form leaves out."""
    parts = []
    here = raw
    for part in loc:
        if isinstance(here, Mapping):
            key = next((key for key in here if part in {key, str(key), repr(key)}), None)
            if key is not None:
                here = here[key]
                parts.append(str(key))
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
            parts.append(str(part))
    return ".".join([*parts, str(loc[-1])] if kind == "missing" else parts)


def _say(error: ErrorDetails) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "unknown key; take it out or mend its spelling"
        case "missing":
            return "is missing; add it"
        case "string_type" if isinstance(error["input"], bool | int | float | date):
            return f"{error['msg']}; YAML reads it as something else, put it in quotes"
    return error["msg"].removeprefix("Value error, ")


class Playbooks:
    """The playbook of every site of this process."""

    def __init__(self, sites: Mapping[str, str], dirs: Iterable[Path] = ()) -> None:
        folders = list(dirs)
        books = {name: load(find(name, folders)) for name in set(sites.values())}
        self._by_site = {site: books[name] for site, name in sites.items()}

    def of(self, site: str) -> Playbook:
        """Raises KeyError for a site that this process does not serve."""
        return self._by_site[site]

    def __contains__(self, site: object) -> bool:
        return site in self._by_site

    @property
    def books(self) -> list[Playbook]:
        """Every playbook in use, each once."""
        return list({id(book): book for book in self._by_site.values()}.values())

    @property
    def sites(self) -> list[str]:
        return list(self._by_site)
