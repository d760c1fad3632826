"""The project's own source, for tests that read it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Source(NamedTuple):
    """A Python file; ``name`` is its path from the project's root."""

    name: str
    text: str
    tree: ast.Module


def sources(*folders: str) -> Iterator[Source]:
    """The Python files of the folders, without migrations: those are frozen history."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                yield Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def called_names(tree: ast.AST) -> set[str]:
    """Plain and last names of everything that is called: ``f(...)`` and ``module.f(...)`` give ``f``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                found.add(node.func.id)
            elif isinstance(node.func, ast.Attribute):
                found.add(node.func.attr)
    return found
