"""Where things stand in a YAML file: lines and columns, counted from 1, of keys, values and places inside values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError
from yaml.reader import ReaderError

MERGE = "tag:yaml.org,2002:merge"
ESCAPES = {"x": 4, "u": 6, "U": 10}
"""Characters of an escape in a double-quoted text, backslash included; every other escape has two."""


class Place(NamedTuple):
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a playbook. ``path`` is dotted from the root, empty for the whole file; ``line`` and
    ``column`` are None where there is no text to point at."""

    file: str
    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        return ": ".join(filter(None, (where, self.path, self.message)))


class NotYaml(ValueError):
    """The text is not one YAML document; ``place`` is where reading ended."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


class Duplicate(NamedTuple):
    """A key that its mapping had before: YAML readers keep only one of the two."""

    path: str
    place: Place
    first: Place


class _Loader(yaml.SafeLoader):
    """Remembers what each scalar was read as, and says where a value such as ``2026-02-30`` cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.read_as: dict[int, str] = {}

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep)
        except ValueError as error:
            raise ConstructorError(None, None, f"{node.value!r}: {error}", node.start_mark) from error
        if isinstance(node, yaml.ScalarNode):
            self.read_as[id(node)] = str(value)
        return value


class Source:
    """A YAML text, its ``data`` as ``yaml.safe_load`` gives it, and the place of everything in it.

    Raises ``NotYaml``. What is written with an anchor stands where the anchor is, also when it was merged with ``<<``.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            loader = _Loader(text)
            self._root = loader.get_single_node()
            # Reading the data merges the keys of << into the nodes, so what was written twice is looked for before.
            self.duplicates = list(_duplicates(self._root, "", set()))
            self.data: Any = loader.construct_document(self._root) if self._root else None
        except yaml.YAMLError as error:
            raise _not_yaml(error, text) from error
        self._read_as = loader.read_as

    def place(self, path: str, *, key: bool = False) -> Place:
        """Of the value at ``path``, or of the nearest thing around it that exists; with ``key`` of its key."""
        key_node, node = self._find(path)
        return _place((key_node if key and key_node else node).start_mark) if node else Place(1, 1)

    def inside(self, path: str, index: int) -> Place:
        """Of the character ``index``, from 0, of the text at ``path``, when that text stands on one line and is plain
        or quoted; else of the text itself."""
        _, node = self._find(path)
        if not isinstance(node, yaml.ScalarNode):
            return self.place(path)
        start, end = node.start_mark, node.end_mark
        line, column = _place(start)
        if node.style not in {None, "'", '"'} or start.line != end.line or index > len(node.value):
            return Place(line, column)
        return Place(line, column + _offset(self.text[start.index : end.index], node.style, index))

    def _find(self, path: str) -> tuple[yaml.Node | None, yaml.Node | None]:
        """The key, if it has one, and the value of the nearest thing that exists."""
        key: yaml.Node | None = None
        node = self._root
        parts = path.split(".") if path else []
        while parts:
            found = self._step(node, parts)
            if found is None:
                return None, node
            used, key, node = found
            parts = parts[used:]
        return key, node

    def _step(self, node: yaml.Node | None, parts: list[str]) -> tuple[int, yaml.Node | None, yaml.Node] | None:
        """One step along a path: how many parts it took, since keys such as intake.record_request have dots."""
        if isinstance(node, yaml.SequenceNode) and parts[0].isdecimal() and int(parts[0]) < len(node.value):
            return 1, None, node.value[int(parts[0])]
        if isinstance(node, yaml.MappingNode):
            # The last one wins, as in the data: a key written twice, or one of << that is overridden.
            known = {name: pair for pair in node.value for name in self._names(pair[0])}
            for used in range(len(parts), 0, -1):
                if pair := known.get(".".join(parts[:used])):
                    return used, *pair
        return None

    def _names(self, key: yaml.Node) -> set[str]:
        return {key.value, self._read_as.get(id(key)) or key.value} if isinstance(key, yaml.ScalarNode) else set()


def _duplicates(node: yaml.Node | None, path: str, seen: set[int]) -> Iterator[Duplicate]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _duplicates(item, _join(path, str(index)), seen)
    if isinstance(node, yaml.MappingNode):
        first: dict[tuple[str, str], Place] = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                here = _place(key.start_mark)
                before = first.setdefault((key.tag, key.value), here)
                if before != here and key.tag != MERGE:
                    yield Duplicate(_join(path, key.value), here, before)
                yield from _duplicates(value, _join(path, key.value), seen)


def _join(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _offset(written: str, style: str | None, index: int) -> int:
    """How far into the text as written, quotes and escapes included, its character ``index`` stands."""
    if style is None:
        return index
    at = 1
    for _ in range(index):
        if style == "'":
            at += 2 if written.startswith("''", at) else 1
        else:
            at += ESCAPES.get(written[at + 1], 2) if written[at] == "\\" else 1
    return at


def _not_yaml(error: yaml.YAMLError, text: str) -> NotYaml:
    if isinstance(error, ReaderError):
        before = text[: error.position]
        place = Place(before.count("\n") + 1, error.position - before.rfind("\n"))
        return NotYaml(f"the character {chr(error.character)!a} is not allowed; take it out", place)
    assert isinstance(error, yaml.MarkedYAMLError)
    at = error.problem_mark or error.context_mark
    place = _place(at) if at else Place(1, 1)
    context = error.context
    if context and error.context_mark and (begun := _place(error.context_mark)) != place:
        context += f" (line {begun.line}, column {begun.column})"
    return NotYaml(", ".join(filter(None, (context, error.problem))), place)
