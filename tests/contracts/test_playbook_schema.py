"""The JSON Schema of playbooks says what the grammar says, as far as types can, and the written file is up to date."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from contracts.playbook import PlaybookError, find, shipped
from contracts.playbook.load import validate
from contracts.playbook.schema import FILE, main, playbook_schema

Change = Callable[[dict[str, Any]], object]


class EditorsLoader(yaml.SafeLoader):
    """Editors read YAML as JSON, where a date is a text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [each for each in known if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def as_editors_read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(find(name).read_text(encoding="utf-8"), EditorsLoader)  # noqa: S506
    return read


@pytest.fixture
def raw() -> dict[str, Any]:
    return as_editors_read("property-desk")


def complaints(document: Any) -> list[str]:
    """The places an editor would underline."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return [".".join(map(str, each.absolute_path)) for each in Draft202012Validator(written).iter_errors(document)]


def test_it_is_a_schema_of_the_2020_dialect() -> None:
    schema = playbook_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert (schema["$id"], schema["title"]) == ("frontdesk-playbook", "Frontdesk playbook")


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_playbook_fits(name: str) -> None:
    assert complaints(as_editors_read(name)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b["lines"]["repair"]["form"].update(guest="person!"),
        lambda b: b["lines"]["repair"]["form"].update(guest={"type": "person", "required": True}),
        lambda b: b["calendar"].update(exceptions={"2026-10-01": []}),
        lambda b: b["lines"]["repair"]["steps"][1]["deadline"].update({"else": [{"escalate": "head"}]}),
    ],
    ids=["short form of a field", "long form", "dated exceptions", "else"],
)
def test_what_the_grammar_allows_is_allowed(raw: dict[str, Any], change: Change) -> None:
    change(raw)
    validate("desk.yaml", raw)
    assert complaints(raw) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda b: b.update(colour="red"), ""),
        (lambda b: b["lines"]["repair"].update(stepz=[]), "lines.repair"),
        (lambda b: b.pop("currency"), ""),
        (lambda b: b["lines"]["repair"]["title"].pop("zh"), "lines.repair.title"),
        (lambda b: b.update(version="one"), "version"),
        (lambda b: b.update(version=0), "version"),
        (lambda b: b["lines"]["repair"].update(steps={}), "lines.repair.steps"),
        (lambda b: b["lines"]["repair"]["steps"][1].update(announces="order.arived"), "lines.repair.steps.1.announces"),
        (lambda b: b["lines"]["repair"]["steps"][1].update(when=3), "lines.repair.steps.1.when"),
        (lambda b: b["roles"].update(Guard=b["roles"]["guard"]), "roles"),
        (lambda b: b["handover"].update(report_within="20 minutes"), "handover.report_within"),
        (lambda b: b["lines"]["repair"]["form"].update(guest={"type": "persn"}), "lines.repair.form.guest"),
    ],
    ids=[
        *("unknown key", "unknown key inside", "missing key", "missing key inside", "wrong type", "too small"),
        *("mapping for a list", "no such choice", "number for a condition", "no name", "no duration", "no field type"),
    ],
)
def test_what_the_grammar_refuses_is_underlined(raw: dict[str, Any], change: Change, place: str) -> None:
    change(raw)
    with pytest.raises(PlaybookError):
        validate("desk.yaml", raw)
    assert complaints(raw) == [place]


def test_editors_say_what_a_condition_is() -> None:
    when = playbook_schema()["$defs"]["Notify"]["properties"]["when"]["anyOf"][0]
    assert when["type"] == "string"
    assert when["description"].startswith("CEL over form")
    assert "severity == 'serious'" in when["examples"]


def test_the_written_schema_is_that_of_the_grammar() -> None:
    assert main(["--check"]) == 0, "write it again: python -m contracts.playbook.schema --write"


def test_a_stale_schema_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "playbook.schema.json"
    assert main(["--check"], file) == 1
    assert main(["--write"], file) == 0
    assert main(["--check"], file) == 0
    file.write_text(file.read_text(encoding="utf-8").replace('"version"', '"edition"'), encoding="utf-8")
    assert main(["--check"], file) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("stale: playbook.schema.json; ")
    assert main(["--wirte"], file) == 2
