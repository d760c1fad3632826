"""Reads which values a CEL expression asks for, and rewrites them to flat variables.

CEL fails when it reads a key that is absent, negates a null or compares a map. Each path such as
`form.place` therefore becomes one variable of its own, so absent and null are the same, and what
stands around it is rewritten as `contracts.cel` documents. The library checks the syntax first;
nothing here has to tell a good expression from a bad one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

Path = tuple[str, ...]

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)
    |(?P<text>[rRbB]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[uU]?|\.[0-9]+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>&&|\|\||[<>=!]=|.)""",
    re.VERBOSE | re.DOTALL,
)
WORDS = {"true", "false", "null", "in"}
TYPES = {
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
}
MACROS = {"all", "exists", "exists_one", "map", "filter"}
RELATIONS = {"<", "<=", ">", ">=", "==", "!="}
OPERATORS = RELATIONS | {"+", "-", "*", "/", "%", "!", "in"}
OPENERS = {"", "(", "[", "{", ",", "&&", "||", "?", ":"}
CLOSERS = {"", ")", "]", "}", ",", "&&", "||", "?", ":"}
PLAIN_TEXT = re.compile(r"""(["'])([^"'\\]*)\1""")
PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
DURATION_PART = re.compile(r"([0-9]*\.?[0-9]+|[0-9]+\.)(h|ms|us|µs|μs|ns|m|s)")
UNITS = {
    "h": Decimal(3_600_000_000),
    "m": Decimal(60_000_000),
    "s": Decimal(1_000_000),
    "ms": Decimal(1_000),
    "us": Decimal(1),
    "µs": Decimal(1),
    "μs": Decimal(1),
    "ns": Decimal("0.001"),
}
HIDDEN = "__v"


@dataclass(frozen=True, slots=True)
class Node:
    """A token, or a whole path as one."""

    text: str
    kind: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A path compared with a path or a number: the two hidden variables take what is compared."""

    left: Path | Decimal
    right: Path | Decimal
    variables: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A rewritten expression; `plain` maps its other hidden variables to the paths they show."""

    source: str
    paths: tuple[Path, ...]
    plain: dict[str, Path]
    relations: tuple[Relation, ...]
    alone: bool


def _tokens(source: str) -> list[Node]:
    found = (match for match in TOKEN.finditer(source) if match.lastgroup != "skip")
    return [Node(match[0], match.lastgroup or "mark") for match in found]


def _bound_names(tokens: list[Node]) -> list[frozenset[str]]:
    """For each token, the names a macro such as `exists(i, ...)` binds around it."""
    bound: list[frozenset[str]] = []
    scopes: list[frozenset[str]] = [frozenset()]
    for index, token in enumerate(tokens):
        if token.text == ")" and len(scopes) > 1:
            scopes.pop()
        bound.append(scopes[-1])
        if token.text == "(":
            before = [node.text for node in tokens[max(0, index - 2) : index]]
            after = [node.text for node in tokens[index + 1 : index + 3]]
            macro = len(before) == 2 and before[0] == "." and before[1] in MACROS
            named = macro and after[1:] == [","]
            scopes.append(scopes[-1] | {after[0]} if named else scopes[-1])
    return bound


def _segments(tokens: list[Node], start: int) -> tuple[Path, int]:
    """The path that begins at `start` and the index after it; a method's name is no part of it."""
    names, index = [tokens[start].text], start + 1
    while index + 1 < len(tokens):
        text, follower = tokens[index].text, tokens[index + 1]
        after = tokens[index + 2].text if index + 2 < len(tokens) else ""
        key = PLAIN_TEXT.fullmatch(follower.text)
        if text == "." and follower.kind == "name" and after != "(":
            names.append(follower.text)
            index += 2
        elif text == "[" and key and after == "]":
            names.append(key[2])
            index += 3
        else:
            break
    return tuple(names), index


def _nodes(source: str) -> list[Node]:
    tokens = _tokens(source)
    bound = _bound_names(tokens)
    nodes: list[Node] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        follower = tokens[index + 1].text if index + 1 < len(tokens) else ""
        free = token.kind == "name" and token.text not in WORDS | TYPES | bound[index]
        if free and follower != "(" and not (nodes and nodes[-1].text == "."):
            path, end = _segments(tokens, index)
            nodes.append(Node(".".join(path), "path", path))
            index = end
        else:
            nodes.append(token)
            index += 1
    return nodes


class _Rewriter:
    def __init__(self, source: str) -> None:
        self.nodes = _nodes(source)
        self.out = [node.text for node in self.nodes]
        self.plain: dict[str, Path] = {}
        self.relations: list[Relation] = []
        self.taken: set[int] = set()

    def text(self, index: int) -> str:
        return self.nodes[index].text if 0 <= index < len(self.nodes) else ""

    def variable(self) -> str:
        return f"{HIDDEN}{len(self.plain) + 2 * len(self.relations)}"

    def show(self, path: Path) -> str:
        for name, shown in self.plain.items():
            if shown == path:
                return name
        name = self.variable()
        self.plain[name] = path
        return name

    def operand(self, index: int) -> Path | Decimal | None:
        if not 0 <= index < len(self.nodes):
            return None
        node = self.nodes[index]
        if node.kind == "path":
            return node.path
        return Decimal(node.text) if PLAIN_NUMBER.fullmatch(node.text) else None

    def relation(self, middle: int) -> None:
        """Take `path >= 500` and its like as a whole, when nothing else binds to either side."""
        first, last = middle - 1, middle + 1
        left, right = self.operand(first), self.operand(last)
        sign = self.text(last) == "-" and isinstance(self.operand(last + 1), Decimal)
        if sign:
            last += 1
            number = self.operand(last)
            right = -number if isinstance(number, Decimal) else None
        paths = isinstance(left, tuple) or isinstance(right, tuple)
        lone = self.text(first - 1) in OPENERS and self.text(last + 1) in CLOSERS
        if left is None or right is None or not (paths and lone):
            return
        number_of = len(self.plain) + 2 * len(self.relations)
        names = (f"{HIDDEN}{number_of}", f"{HIDDEN}{number_of + 1}")
        self.relations.append(Relation(left, right, names))
        self.out[first], self.out[last] = names
        if sign:
            self.out[last - 1] = ""
        self.taken.update((first, last))

    def is_condition(self, first: int, last: int) -> bool:
        """Whether what stands from `first` to `last` is used as true or false."""
        before, after = self.text(first - 1), self.text(last + 1)
        if before == "!":
            return after not in {".", "["}
        if before == "(" and after == ")":
            called = first >= 2 and self.nodes[first - 2].kind in {"name", "path"}
            return not called and self.is_condition(first - 1, last + 1)
        logic = {"&&", "||"}
        if before in logic:
            return after in CLOSERS
        return before in OPENERS and after in logic | {"?"}

    def value(self, index: int) -> None:
        node = self.nodes[index]
        name = self.show(node.path)
        if self.text(index - 2) == "has" and self.text(index - 1) == "(":
            self.out[index - 2] = ""
            self.out[index] = f"{name} != null"
        elif self.is_condition(index, index):
            self.out[index] = f'({name} != null && {name} != false && {name} != "")'
        else:
            self.out[index] = name

    def duration(self, index: int) -> None:
        """The library reads decimals of a duration as floats: `1.001s` becomes whole microseconds before it does."""
        text = PLAIN_TEXT.fullmatch(self.text(index + 2))
        if self.text(index + 1) == "(" and text and "." in text[2] and self.text(index + 3) == ")":
            self.out[index + 2] = f"'{_microseconds(text[2])}us'"

    def reading(self) -> Reading:
        for index, node in enumerate(self.nodes):
            if node.text == "duration":
                self.duration(index)
            if node.text in RELATIONS and node.kind == "mark":
                self.relation(index)
        for index, node in enumerate(self.nodes):
            if node.kind == "path" and index not in self.taken:
                self.value(index)
        paths = dict.fromkeys(node.path for node in self.nodes if node.kind == "path")
        alone = len(self.nodes) == 1 and bool(paths)
        return Reading(" ".join(self.out), tuple(paths), self.plain, tuple(self.relations), alone)


def _microseconds(duration: str) -> int:
    """Whole microseconds of a duration the library has accepted; raises `ValueError` when they are not whole."""
    sign = -1 if duration.startswith("-") else 1
    parts = DURATION_PART.findall(duration)
    total = sum((Decimal(count) * UNITS[unit] for count, unit in parts), Decimal(0))
    if total != total.to_integral_value():
        raise ValueError(f"duration '{duration}' is finer than a microsecond")
    return sign * int(total)


def read_expression(source: str) -> Reading:
    """Rewrite `source`, an expression the library has already accepted.

    Raises `ValueError` for the two forms of CEL that need declared messages: `.name`, `Name{...}`.
    """
    rewriter = _Rewriter(source)
    for index, node in enumerate(rewriter.nodes):
        before = rewriter.text(index - 1)
        rooted = node.text == "." and (before in OPENERS or before in OPERATORS)
        if rooted or (node.kind == "path" and rewriter.text(index + 1) == "{"):
            raise ValueError(f"{source!r}: {node.text!r} begins a name CEL keeps for messages")
    return rewriter.reading()
