"""``frontdesk playbook check`` and ``schema``, as somebody who writes a playbook would type them."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.playbook import find
from contracts.playbook.schema import FILE
from frontdesk.cli import app

BROKEN = (
    "  engineering: {title: {zh: 工程部, en: Engineering}, haed: engineering_supervisor, head: engineering_supervisor}"
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A property desk with two things wrong."""
    text = find("property-desk").read_text(encoding="utf-8")
    text = text.replace(
        "  engineering: {title: {zh: 工程部, en: Engineering}, head: engineering_supervisor}", BROKEN, 1
    )
    file = tmp_path / "desk.yaml"
    file.write_text(re.sub(r"version: \d+", "version: none", text, count=1), encoding="utf-8")
    return file


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["playbook", *words])


def line_of(file: Path, part: str) -> int:
    return next(number for number, line in enumerate(file.read_text("utf-8").splitlines(), 1) if part in line)


def test_each_finding_has_its_place_its_line_and_a_caret(desk: Path) -> None:
    result = typed("check", str(desk))
    assert result.exit_code == 1
    first, number = line_of(desk, "version: none"), line_of(desk, "haed")
    expected = [
        f"{desk}:{first}:10: version: Input should be a valid integer, unable to parse string as an integer",
        f"{first:>5} | version: none",
        "      |          ^",
        f"{desk}:{number}:52: departments.engineering.haed: unknown key; take it out or mend its spelling",
        f"{number:>5} | {BROKEN}",
        # Three of the characters before it are Chinese, each two columns wide.
        "      | " + " " * (51 + 3) + "^",
        "2 findings in 1 of 1 playbook",
    ]
    assert result.stderr.splitlines() == expected
    assert result.stdout == ""


def test_sound_and_broken_playbooks_are_told_apart(desk: Path) -> None:
    result = typed("check", "property-desk", str(desk), "moon-desk")
    assert result.exit_code == 1
    assert result.stdout.startswith("ok property-desk: property-desk v")
    assert "\nmoon-desk: no such playbook; there are " in result.stderr
    assert result.stderr.endswith("\n3 findings in 2 of 3 playbooks\n")
    assert typed("check", "property-desk").exit_code == 0


def test_programs_read_the_findings_as_json(desk: Path) -> None:
    result = typed("check", "property-desk", str(desk), "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [(it["line"], it["column"], it["path"]) for it in found] == [
        (line_of(desk, "version: none"), 10, "version"),
        (line_of(desk, "haed"), 52, "departments.engineering.haed"),
    ]
    assert found[1] | {"line": 0, "column": 0} == {
        "file": str(desk),
        "line": 0,
        "column": 0,
        "path": "departments.engineering.haed",
        "message": "unknown key; take it out or mend its spelling",
    }
    assert typed("check", "property-desk", "--json").stdout == "[]\n"


def test_what_cannot_be_read_has_no_place(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.yaml"
    result = typed("check", str(file))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{file}: cannot be read: No such file or directory",
        "1 finding in 1 of 1 playbook",
    ]
    [found] = json.loads(typed("check", str(file), "--json").stdout)
    assert (found["line"], found["column"], found["path"]) == (None, None, "")


def test_other_commands_say_the_place_too(desk: Path) -> None:
    result = typed("show", str(desk))
    assert result.exit_code == 2
    place = f"line {line_of(desk, 'version: none')}, column 10"
    assert f"unable to parse string as an integer ({place})" in result.stderr


def test_the_schema_is_printed_as_it_is_written() -> None:
    result = typed("schema")
    assert result.exit_code == 0
    assert result.stdout == FILE.read_text(encoding="utf-8")
