"""``frontdesk playbook new`` writes a playbook that works, and overwrites nothing."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.playbook import load
from frontdesk.cli import app
from frontdesk.commands.playbook_new import starter


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["playbook", *words])


def test_the_starter_passes_the_check_and_says_what_to_do_next(tmp_path: Path) -> None:
    result = typed("new", "my-desk", "--dir", str(tmp_path), "--title-zh", "我的台", "--title-en", "My own desk")
    file = tmp_path / "my-desk.yaml"
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == f"written {file}"
    for command in (f"playbook check {file}", f"playbook show {file}", "playbook schema >", "frontdesk up"):
        assert command in result.stdout
    book = load(file)
    assert (book.playbook, book.title.zh, book.title.en) == ("my-desk", "我的台", "My own desk")
    checked = typed("check", str(file))
    assert (checked.exit_code, checked.stdout.splitlines()) == (0, [f"ok {file}: my-desk v1"])


def test_the_starter_has_each_part_with_its_comment(tmp_path: Path) -> None:
    typed("new", "my-desk", "--dir", str(tmp_path))
    file = tmp_path / "my-desk.yaml"
    book = load(file)
    repair, key = book.lines["repair"], book.lines["key"]
    deadline = repair.steps[1].deadline
    assert deadline is not None
    assert len(deadline.else_) == 2
    assert repair.checks[0].every is not None
    assert repair.follow_up
    assert (key.steps, key.charges[0].quantity is not None) == ([], True)
    lines = file.read_text("utf-8").splitlines()
    for part in ("calendar:", "departments:", "roles:", "posts:", "permissions:", "prices:", "cash:", "lines:"):
        assert lines[lines.index(part) - 1].startswith("#"), part


def test_the_commands_it_names_can_be_typed(tmp_path: Path) -> None:
    folder = tmp_path / "with a space"
    folder.mkdir()
    named = json.loads(typed("new", "my-desk", "--dir", str(folder), "--json").stdout)
    assert named["file"] == str(folder / "my-desk.yaml")
    words = shlex.split(named["next"][0])
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.cli", *words[1:]], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"ok {folder / 'my-desk.yaml'}: my-desk v1\n")
    sites = shlex.split(named["next"][-1])[0].removeprefix("FRONTDESK_SITES=")
    assert json.loads(sites) == {"HQ": named["file"]}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "my-desk.yaml"
    file.write_text("mine", encoding="utf-8")
    result = typed("new", "my-desk", "--dir", str(tmp_path))
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["My-Desk", "d", "my_desk", "../desk", "desk.yaml", "desk\n", "x" * 49])
def test_a_name_that_no_playbook_can_have_is_refused(tmp_path: Path, name: str) -> None:
    result = typed("new", name, "--dir", str(tmp_path))
    assert result.exit_code == 2
    assert "cannot name a playbook" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_shipped_playbook_is_refused(tmp_path: Path) -> None:
    result = typed("new", "property-desk", "--dir", str(tmp_path))
    assert result.exit_code == 2
    assert "comes with Frontdesk" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = typed("new", "my-desk", "--dir", str(tmp_path / "moon"), "--json")
    assert result.exit_code == 2
    problem = json.loads(result.stdout)
    assert "No such file or directory" in problem["detail"]
    assert "--dir" in problem["next"]


@pytest.mark.parametrize("title", ['He said: "hello" # now', "it's {name} {title}", "a\nb", "C:\\desk", "👋 [x]: {y}"])
def test_titles_may_hold_any_characters(tmp_path: Path, title: str) -> None:
    file = tmp_path / "my-desk.yaml"
    file.write_text(starter("my-desk", title, title), encoding="utf-8")
    book = load(file)
    assert book.title.en == " ".join(title.split())
    assert book.playbook == "my-desk"
