"""The file of a month: what it says becomes the problem, and what is wrong in it is named with its line."""

from datetime import date
from pathlib import Path

import pytest

from contracts.problems import Invalid, Unreadable
from frontdesk.planning.problem import Wish
from frontdesk.planning.read_hall import read_hall

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "hall-month.yaml"


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    file = tmp_path / "hall.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def change(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_example_says_who_can_do_what_and_when() -> None:
    problem = read_hall(EXAMPLE)
    assert problem.month.first == date(2026, 12, 1)
    assert problem.people["zhao"].posts == {"manager", "counter"}
    assert problem.people["li"].posts == {"counter", "broadband"}
    assert problem.people["xu"].weekly == 25 * 60 + 30
    assert sorted(day.day for actor, day in problem.absent if actor == "li") == [7, 8, 9, 10, 11]
    assert problem.wishes[1] == Wish("wu", date(2026, 12, 24), off=False, pattern="early")
    late = problem.past[0]
    assert (late.ends - late.starts, late.day) == (510, date(2026, 11, 30))
    assert problem.past[2].starts == problem.month.at(date(2026, 11, 29), 12 * 60)


def test_a_playbook_gives_what_the_file_does_not(tmp_path: Path) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(
        "month: 2027-01\nplaybook: telecom-hall\npeople:\n- {actor: li, roles: [clerk]}\n"
        "- {actor: wang, roles: [clerk], skills: [key_accounts], posts: [key_counter, floor]}\n",
        encoding="utf-8",
    )
    problem = read_hall(file)
    assert problem.month.timezone == "Asia/Shanghai"
    assert "early" in problem.patterns
    assert problem.people["li"].posts == {"counter_1", "counter_2", "counter_3"}
    assert problem.people["wang"].posts == {"key_counter"}, "the floor is for guides"
    assert problem.planning.most_days_in_a_row == 6


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        ("month: 2026-12", "month: 2026-13", "month", "pattern"),
        ("rest: 11h", "rest: 11", "planning.rest", "no duration"),
        ("rest: 11h", "resd: 11h", "planning.resd", "unknown key"),
        ("post: counter, hours", "post: moon, hours", "planning.coverage.0.post", "no post of a pattern 'moon'"),
        ('hours: ["08:30-20:00"]', "pattern: noon", "planning.coverage.0.pattern", "no pattern 'noon'"),
        ("posts: [counter, broadband, manager]", "posts: [moon]", "patterns.early.posts.0", "no post 'moon'"),
        ("actor: liu, ", "actor: wang,  ", "people.1.actor", "two of wang"),
        ("{person: li, first", "{person: nobody, first", "absences.0.person", "no person 'nobody'"),
        ("last: 2026-12-11", "last: 2026-12-01", "absences.0", "before it begins"),
        ("day: 2026-12-25", "day: 2026-11-25", "wishes.0.day", "is not in 2026-12"),
        ("day_off: true, weight: 3", "weight: 3", "wishes.0", "'day_off: true'"),
        ("day: 2026-12-01, pattern: early", "day: 2026-12-01, pattern: noon", "fixed.0.pattern", "no pattern 'noon'"),
        ("day: 2026-11-30", "day: 2026-12-02", "previous.0", "is not before 2026-12"),
        ("Asia/Shanghai", "Asia/Atlantis", "timezone", "no IANA time zone"),
        ("holidays: CN", "holidays: XX", "holidays", "no public holidays are known"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_nothing_else_is(
    hall: Path, old: str, new: str, path: str, says: str
) -> None:
    file = change(hall, old, new)
    line = next(number for number, text in enumerate(file.read_text("utf-8").splitlines(), 1) if new in text)
    with pytest.raises(Invalid) as refused:
        read_hall(file)
    found = refused.value.errors
    assert next(iter(found)) == path
    assert says in found[path]
    assert found[path].startswith(f"line {line}: ")


@pytest.mark.parametrize(("text", "says"), [("a: [", "not YAML"), ("- 1", "begins with 'month"), ("\x00", "not YAML")])
def test_what_is_no_file_of_a_month_is_said(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=says):
        read_hall(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        read_hall(tmp_path / "none.yaml")


def test_what_is_missing_without_a_playbook_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text("month: 2026-12\npeople: [{actor: li}]\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_hall(file)
    assert set(refused.value.errors) == {"planning", "patterns", "posts"}
