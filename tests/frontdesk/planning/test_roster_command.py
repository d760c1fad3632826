"""``frontdesk roster plan --file``, as a manager would type it: exit codes, what is shown, what is kept."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from frontdesk.cli import app
from frontdesk.commands import roster
from frontdesk.planning.proposal import Proposal
from frontdesk.planning.write import write_proposal
from tests.frontdesk.planning.test_hall_file import EXAMPLE

KEPT = """
month: 2026-12
posts: {desk: {}}
patterns: {early: {from: "08:00", to: "16:00", posts: [desk]}}
planning: {coverage: [{post: desk, pattern: early, least: 1}]}
people: [{actor: li}, {actor: wang, name: 王芳}]
"""
ABSENT = """
absences: [{person: li, first: 2026-12-10}, {person: wang, first: 2026-12-10}]
wishes: [{person: li, day: 2026-12-10, pattern: early}, {person: wang, day: 2026-12-20, day_off: true}]
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A month that two people can keep."""
    file = tmp_path / "kept.yaml"
    file.write_text(KEPT, encoding="utf-8")
    return file


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """A month with a day on which nobody is there."""
    file = tmp_path / "short.yaml"
    file.write_text(KEPT + ABSENT, encoding="utf-8")
    return file


def typed(*words: object) -> Result:
    return CliRunner().invoke(app, ["roster", "plan", "--workers", "1", "--seed", "1", *map(str, words)])


def test_a_month_that_keeps_everything_ends_with_zero(kept: Path) -> None:
    result = typed("--file", kept)
    assert result.exit_code == 0, result.output
    assert "Every least number is reached, and no rule is broken." in result.stdout
    assert "王芳 (wang)" in result.stdout
    assert "0, proved" in result.stdout
    assert "coverage" in result.stderr
    assert "gap" in result.stderr


def test_a_month_that_falls_short_ends_with_two_and_says_where_and_why(short: Path) -> None:
    result = typed("--file", short)
    assert result.exit_code == 2, result.output
    assert "Falls short by 8 hours of a person; no month can do better" in result.stdout
    assert "Thu 2026-12-10 08:00-16:00 desk on early: 0 of 1, 1 person short" in result.stdout
    assert "of 2 who can, 2 are absent" in result.stdout
    assert "1 of 2 wishes granted" in result.stdout
    assert "not granted: li (li) Thu 2026-12-10 early: is absent that day" in result.stdout


def test_json_is_one_document_and_the_same_in_the_file(kept: Path, tmp_path: Path) -> None:
    result = typed("--file", kept, "--out", tmp_path / "plan.json", "--json")
    shown = json.loads(result.stdout)
    assert shown == json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert shown["met"] is True
    assert len(shown["shifts"]) == 31
    assert shown["shifts"][0]["starts_at"] == "2026-12-01T08:00:00Z"
    assert [stage["proved"] for stage in shown["stages"]] == [True, True]


def test_it_is_kept_as_workbook_csv_and_page(short: Path, tmp_path: Path) -> None:
    assert typed("--file", short, "--out", tmp_path / "plan.json").exit_code == 2
    proposal = Proposal.model_validate_json((tmp_path / "plan.json").read_text(encoding="utf-8"))
    for ending in ("xlsx", "csv", "html"):
        write_proposal(proposal, tmp_path / f"plan.{ending}")
    assert len(load_workbook(tmp_path / "plan.xlsx").sheetnames) >= 4
    rows = list(csv.reader(io.StringIO((tmp_path / "plan.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 1 + 2
    assert len(rows[0]) == 1 + 31
    assert "of 2 who can, 2 are absent" in (tmp_path / "plan.html").read_text(encoding="utf-8")


def test_a_bad_file_is_refused_with_its_lines(kept: Path) -> None:
    kept.write_text(KEPT.replace("actor: li", "acto: li"), encoding="utf-8")
    result = typed("--file", kept)
    assert result.exit_code == 1
    assert "people.0.acto" in result.stderr
    assert "unknown key" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "--as"),
        (["--as", "sun"], "--month"),
        (["--file", EXAMPLE, "--save"], "belong to a desk"),
        (["--file", EXAMPLE, "--month", "2026-12"], "belong to a desk"),
        (["--file", EXAMPLE, "--out", "plan.doc"], "plan.doc"),
    ],
)
def test_what_cannot_be_asked_like_this_is_said_before_the_search(words: list[object], says: str) -> None:
    result = typed(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "coverage" not in result.stderr


def test_without_the_solver_it_says_how_to_get_it(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "find_spec", lambda _: None)
    result = typed("--file", kept)
    assert result.exit_code == 1
    assert "pip install 'frontdesk[plan]'" in result.stderr
