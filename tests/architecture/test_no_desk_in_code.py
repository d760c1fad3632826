"""A desk is data: no service knows a desk, a site, a line, a role or a department by name."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from contracts.base import SERVICES
from contracts.playbook.load import load, shipped
from tests.architecture.source import sources

SITE = "HQ"
# Words of the trade that tables and contracts use in their own right.
COMMON_WORDS = {"agent", "care", "cash", "clerk", "collector", "copies", "desk", "return", "sale", "staff", "store"}


class Said(NamedTuple):
    place: str
    text: str


def names_of_desks() -> set[str]:
    found = {SITE, *shipped()}
    for file in shipped().values():
        playbook = load(file)
        found |= {*playbook.lines, *playbook.roles, *playbook.departments, *playbook.prices, *playbook.posts}
    return found - COMMON_WORDS


def said(service: str) -> Iterator[Said]:
    """String constants of a service, docstrings left out: those may give examples."""
    for source in sources(f"services/{service}"):
        docstrings = {id(node.value) for node in ast.walk(source.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield Said(f"{source.name}:{node.lineno}", node.value)


def test_there_are_names_to_look_for():
    assert {"property-desk", "HQ", "repair", "engineering_supervisor", "copy_a4"} <= names_of_desks()


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_names_anything_of_a_desk(service: str):
    names = names_of_desks()

    assert [it for it in said(service) if it.text in names] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_names_a_site_or_playbook_within_a_text(service: str):
    pattern = re.compile(rf"\b({SITE}|{'|'.join(map(re.escape, shipped()))})\b")

    assert [it for it in said(service) if pattern.search(it.text)] == []
