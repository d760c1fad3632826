"""Loading playbooks: every error names file, path and what would be right."""

from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from contracts.playbook.check import findings
from contracts.playbook.grammar import Playbook


class PlaybookError(Exception):
    """A playbook that must not be used. The text lists every finding as ``file: path: message``."""

    def __init__(self, file: str, problems: list[tuple[str, str]]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(": ".join(filter(None, (file, path, message))) for path, message in problems))


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
        raise PlaybookError(
            name, [("", f"no such playbook; there are {', '.join(known)}, or give a path ending in .yaml")]
        )
    return known[name]


def load(path: Path) -> Playbook:
    """Read, validate and cross-check one playbook. Raises PlaybookError."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlaybookError(str(path), [("", f"cannot be read: {error.strerror}")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise PlaybookError(str(path), [(where, f"not YAML: {getattr(error, 'problem', error)}")]) from error
    if not isinstance(raw, Mapping):
        raise PlaybookError(str(path), [("", "expected a mapping that begins with 'playbook: <name>'")])
    return validate(str(path), raw)


def validate(file: str, raw: Mapping[str, Any]) -> Playbook:
    try:
        book = Playbook.model_validate(raw)
    except ValidationError as error:
        found = [(".".join(str(part) for part in e["loc"]), _say(e["type"], e["msg"])) for e in error.errors()]
        raise PlaybookError(file, found) from error
    wrong = findings(book)
    if wrong:
        raise PlaybookError(file, wrong)
    return book


def _say(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown key; take it out or mend its spelling"
    if kind == "missing":
        return "is missing; add it"
    return message.removeprefix("Value error, ")


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
    def sites(self) -> list[str]:
        return list(self._by_site)
