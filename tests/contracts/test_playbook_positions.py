"""Every finding of a playbook stands at its line and column, and all are told at once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.playbook import PlaybookError, find, load
from contracts.playbook.positions import Finding, NotYaml, Source

Write = Callable[[str], Path]
PROPERTY_DESK = find("property-desk").read_text(encoding="utf-8")

TEXT = """\
playbook: x
lines:
  repair:
    by: [head, butler]
    steps:
      - {name: one}
      - name: two
        after: []
permissions:
  intake.record_request: [clerk]
calendar:
  2026-10-01: []
  yes: []
"""


@pytest.fixture
def desk(tmp_path: Path) -> Write:
    """Writes a playbook's file."""

    def write(text: str) -> Path:
        file = tmp_path / "desk.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def refused(file: Path) -> list[Finding]:
    with pytest.raises(PlaybookError) as caught:
        load(file)
    assert str(caught.value) == "\n".join(str(each) for each in caught.value.findings)
    return caught.value.findings


def changed(old: str, new: str) -> str:
    assert PROPERTY_DESK.count(old) >= 1, old
    return PROPERTY_DESK.replace(old, new, 1)


def at(text: str, finding: Finding) -> str:
    """The rest of the line that a finding points at."""
    assert finding.line is not None
    assert finding.column is not None
    return text.splitlines()[finding.line - 1][finding.column - 1 :]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("", (1, 1)),
        ("playbook", (1, 11)),
        ("lines.repair.by.1", (4, 16)),
        ("lines.repair.steps.0.name", (6, 16)),
        ("lines.repair.steps.1.after", (8, 16)),
        ("permissions.intake.record_request", (10, 26)),
        ("permissions.intake.record_request.0", (10, 27)),
        ("calendar.2026-10-01", (12, 15)),
        ("calendar.True", (13, 8)),
    ],
)
def test_a_value_stands_where_it_begins(path: str, place: tuple[int, int]) -> None:
    assert Source(TEXT).place(path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("title", (1, 1)),
        ("lines.repair.title.zh", (4, 5)),
        ("lines.repair.steps.7", (6, 7)),
        ("lines.repair.steps.1.deadline.of", (7, 9)),
        ("playbook.name.zh", (1, 11)),
        ("permissions.intake", (10, 3)),
    ],
)
def test_what_does_not_exist_stands_at_the_nearest_thing_around_it(path: str, place: tuple[int, int]) -> None:
    source = Source(TEXT)
    assert source.place(path) == place
    assert source.place(path, key=True) == place


def test_a_key_stands_where_it_is_written() -> None:
    source = Source(TEXT)
    assert source.place("lines.repair.by", key=True) == (4, 5)
    assert source.place("permissions.intake.record_request", key=True) == (10, 3)
    assert source.place("lines.repair.steps.0", key=True) == (6, 9), "an item has no key"


def test_what_an_anchor_brings_stands_at_the_anchor() -> None:
    text = """\
base: &base {by: [head], title: {zh: a, en: b}}
one: *base
two:
  <<: *base
  by: [owner]
three:
  <<: [*base, {extra: 1}]
"""
    source = Source(text)
    assert source.data["two"] == {"by": ["owner"], "title": {"zh": "a", "en": "b"}}
    assert source.place("one.title.en") == (1, 45)
    assert source.place("two.title.en") == (1, 45)
    assert source.place("two.by.0") == (5, 8)
    assert source.place("three.extra", key=True) == (7, 16)
    assert source.place("two.unknown") == (4, 3)
    assert Source(f"{text}four:\n  <<: *base\n  <<: {{x: 1}}\n").duplicates == [], "two merges lose nothing"
    assert source.duplicates == [], "what a merge overrides is not written twice"


def test_anchors_within_themselves_end() -> None:
    source = Source("a: &a {b: *a, c: 1, c: 2}\n")
    assert source.place("a.b.b.c") == (1, 24)
    assert [each.path for each in source.duplicates] == ["a.c"]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: {b: c,, d}", (1, 10), "while parsing a flow node, expected the node content"),
        ("a: 1\nb: 'x", (2, 6), "a quoted scalar (line 2, column 4), found unexpected end"),
        ("a: 1\n---\nb: 2", (2, 1), "found another document"),
        ("{[a]: 1}", (1, 2), "unhashable key"),
        ("a: 1\nb: x\x01y\n", (2, 5), "take it out"),
        ("a: 1\nb: [2026-02-30]\n", (2, 5), "'2026-02-30': day is out of range"),
        ("a: *b", (1, 4), "undefined alias 'b'"),
        ("a: !b 1", (1, 4), "the tag '!b'"),
    ],
)
def test_what_is_not_yaml_stands_where_reading_ended(text: str, place: tuple[int, int], says: str) -> None:
    with pytest.raises(NotYaml) as caught:
        Source(text)
    assert caught.value.place == place
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("written", "index", "column"),
    [
        ("form.a && b", 7, 11),
        ("'form.a && b'", 7, 12),
        ("'x == ''y'' && b'", 9, 16),
        (r'"x == \"y\" && \u623f \x41 b"', 10, 17),
        (r'"x == \"y\" && \u623f \x41 b"', 16, 31),
        ("房 && b", 2, 6),
        ("|\n  form.a", 3, 4),
        ('"form.a\n  && b"', 8, 4),
        ("a", 9, 4),
    ],
)
def test_a_place_inside_a_text_on_one_line(written: str, index: int, column: int) -> None:
    assert Source(f"a: {written}\n").inside("a", index) == (1, column)


def test_an_unknown_key_is_pointed_at_and_a_missing_one_at_its_mapping(desk: Write) -> None:
    text = changed("  engineering: {title: {zh: 工程部, en: Engineering}", "  engineering: {titel: {zh: 工程部, en: x}")
    found = refused(desk(text))
    assert [(it.path, it.message.split(";")[0], at(text, it)[:6]) for it in found] == [
        ("departments.engineering.title", "is missing", "{titel"),
        ("departments.engineering.titel", "unknown key", "titel:"),
    ]
    assert str(found[1]) == (
        f"{found[1].file}:{found[1].line}:17: departments.engineering.titel: "
        "unknown key; take it out or mend its spelling"
    )


def test_a_name_that_is_no_name_is_pointed_at_as_a_key(desk: Write) -> None:
    text = changed("  guard: {title", "  Guard: {title")
    [found] = refused(desk(text))
    assert (found.path, at(text, found)[:6]) == ("roles.Guard", "Guard:")


def test_a_cross_check_points_at_the_value(desk: Write) -> None:
    text = changed("desk_roles: [clerk, desk_manager", "desk_roles: [clerk, butler").replace(
        "  intake.record_request: [clerk,", "  intake.record_request: [butler,"
    )
    found = refused(desk(text))
    assert [(it.path, at(text, it)[:7]) for it in found] == [
        ("desk_roles.1", "butler,"),
        ("permissions.intake.record_request.0", "butler,"),
    ]


def test_a_condition_that_is_no_cel_is_pointed_at_inside(desk: Write) -> None:
    text = changed("when: form.by_department == null", "when: form.by_department = null")
    [found] = refused(desk(text))
    assert "is no CEL expression: line 1, column" in found.message
    assert at(text, found).startswith("= null")
    quoted = changed("when: form.by_department == null", "when: \"'房' = form.by_department\"")
    [found] = refused(desk(quoted))
    assert at(quoted, found).startswith("= form")


def test_a_key_given_twice_is_found_with_both_places(desk: Write) -> None:
    text = PROPERTY_DESK + "\ncurrency: USD\n"
    found = refused(desk(text))
    twice = [it for it in found if it.path == "currency"]
    assert [at(text, it) for it in twice] == ["currency: USD"]
    line = text[: text.index("currency: CNY")].count("\n") + 1
    assert twice[0].message == f"is given twice, before at line {line}, column 1; take one of them out"
    assert any("the desk's currency is USD" in it.message for it in found), "what else is wrong is told as well"


def test_a_dated_key_is_pointed_at(desk: Write) -> None:
    text = changed("  holidays: CN", "  holidays: CN\n  exceptions: {2026-10-01: shut}")
    [found] = refused(desk(text))
    assert (found.path, at(text, found)) == ("calendar.exceptions.2026-10-01", "shut}")


def test_all_findings_are_told_in_the_order_of_the_file(desk: Write) -> None:
    text = re.sub(r"version: \d+", "version: none", PROPERTY_DESK, count=1).replace(
        "clerk: {title: {zh: 前台接待, en: Desk clerk}}", "clerk: 3"
    )
    text = f"colour: red\n{text}"
    found = refused(desk(text))
    assert [it.path for it in found] == ["colour", "version", "roles.clerk"]
    assert [it.line for it in found] == sorted(it.line or 0 for it in found)


def test_what_yaml_takes_for_something_else_wants_quotes(desk: Write) -> None:
    text = changed("en: One-stop property desk", "en: No")
    [found] = refused(desk(text))
    assert (found.path, at(text, found)) == ("title.en", "No}")
    assert found.message.endswith("put it in quotes")


def test_a_name_that_yaml_takes_for_something_else_wants_quotes(desk: Write) -> None:
    text = changed("  guard: {title", "  yes: {title")
    [found] = refused(desk(text))
    assert at(text, found).startswith("yes:")
    assert found.message.endswith("put it in quotes")


def test_a_text_that_is_no_condition_is_told_once(desk: Write) -> None:
    text = changed("when: form.by_department == null", "when: 3")
    [found] = refused(desk(text))
    assert found.path.endswith(".when")
    assert at(text, found) == "3"


@pytest.mark.parametrize(
    ("written", "place", "says"),
    [
        (b"- a\n", ":1:1: ", "expected a mapping"),
        (b"", ":1:1: ", "expected a mapping"),
        (b"playbook: \xff\n", ": ", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_playbook_at_all(tmp_path: Path, written: bytes, place: str, says: str) -> None:
    file = tmp_path / "desk.yaml"
    file.write_bytes(written)
    [found] = refused(file)
    assert str(found).startswith(f"{file}{place}")
    assert says in str(found)
