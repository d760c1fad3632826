"""The reference of playbooks: complete, up to date, and its worked desk is sound."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from contracts.money import Money
from contracts.playbook import load
from contracts.playbook import reference_texts as texts
from contracts.playbook.basics import FieldType, Label
from contracts.playbook.grammar import Playbook
from contracts.playbook.reference import FILE, WORKED, main
from contracts.playbook.reference_values import ANNOUNCEMENTS, FIELD_TYPES
from contracts.playbook.reference_words import rows
from contracts.playbook.steps import Announcement

ROOT = Path(__file__).parents[2]


@pytest.fixture
def text() -> str:
    return (ROOT / FILE).read_text(encoding="utf-8")


def models(hint: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    """Every model below a type, once."""
    if isinstance(hint, type) and issubclass(hint, BaseModel) and hint not in seen:
        seen.add(hint)
        yield hint
        for inner in get_type_hints(hint, include_extras=True).values():
            yield from models(inner, seen)
    for inner in get_args(hint):
        yield from models(inner, seen)


def test_the_file_is_what_the_grammar_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["--check"]) == 0, "write it again: python -m contracts.playbook.reference --write"


def test_a_stale_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, worked = tmp_path / "playbooks.md", ROOT / WORKED
    assert main(["--check"], file, worked) == 1
    assert main(["--write"], file, worked) == 0
    assert main(["--check"], file, worked) == 0
    file.write_text(
        file.read_text("utf-8").replace("Paid out", "Handed out").replace("`version`", "`edition`"), "utf-8"
    )
    assert main(["--check"], file, worked) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"stale: {file}; ")
    assert main(["--wirte"], file, worked) == 2


def test_every_section_of_the_grammar_has_its_table() -> None:
    explained = {model for _, _, section in texts.SECTIONS for model in section}
    assert set(models(Playbook, set())) - explained == {Label, Money}


@pytest.mark.parametrize("model", [model for _, _, section in texts.SECTIONS for model in section])
def test_every_key_says_what_it_takes_and_means(model: type[BaseModel]) -> None:
    for key, takes, _, meaning in rows(model, texts.KEYS.get(model, {})):
        assert takes, key
        assert meaning.endswith((".", "?")), (key, meaning)
        assert len(meaning) > 5, (key, meaning)


def test_every_value_that_is_a_word_of_its_own_is_explained() -> None:
    assert set(get_args(FieldType)) == set(FIELD_TYPES)
    assert set(get_args(Announcement)) == set(ANNOUNCEMENTS)


def test_links_lead_somewhere(text: str) -> None:
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads]
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(anchors)
    for file in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / FILE.parent / file).is_file(), file


def test_the_worked_desk_is_sound_and_shown_whole(text: str) -> None:
    book = load(ROOT / WORKED)
    assert {"search", "storage"} == set(book.lines)
    shown = "\n".join(re.findall(r"```yaml\n(.*?)```", text.partition("## A worked desk")[2], re.DOTALL))
    written = [line for line in (ROOT / WORKED).read_text("utf-8").splitlines() if line and not line.startswith("#:")]
    assert [line for line in shown.splitlines() if line] == written


def test_the_worked_desk_shows_the_parts_that_are_hard(text: str) -> None:
    book = load(ROOT / WORKED)
    line = book.lines["search"]
    assert book.decisions
    assert book.digests
    assert book.notifications
    assert book.calendars
    assert line.deadlines
    assert line.checks
    assert line.documents
    assert line.route
    assert line.route.table
    assert line.transfer
    assert any(step.deadline and step.deadline.warn and step.deadline.else_ for step in line.steps)
