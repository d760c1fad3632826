"""Links between documents lead somewhere, and the commands they show exist."""

import re
from pathlib import Path

import pytest
import typer

from contracts.base import COMMANDS, QUERIES
from frontdesk.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS += sorted((ROOT / "docs" / "adr").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for file, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = document.parent / file if file else document
        assert target.exists(), f"{document.name} links to {file}"
        if anchor:
            assert anchor in anchors(target), f"{document.name} links to {file}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_are_shown_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    commands = typer.main.get_group(app).commands
    names = "up|serve|demo|send|ask|report|tail|dead|playbook|db|doctor|ledger|logins"
    for name, word in re.findall(rf"\bfrontdesk ({names})\b ?((?!-)[\w.-]*)", text):
        assert name in commands, f"frontdesk {name}"
        inner = commands[name]
        if word and hasattr(inner, "commands"):
            assert word in inner.commands, f"frontdesk {name} {word}"
        if name in {"send", "ask"} and "." in word:
            assert word in (COMMANDS if name == "send" else QUERIES), f"frontdesk {name} {word}"
    for target in re.findall(r"^\s*make (\w+)|`make (\w+)`", text, re.MULTILINE):
        named = "".join(target)
        assert re.search(rf"^{named}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), f"make {named}"
