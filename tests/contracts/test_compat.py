"""Changes of the wire form: what breaks whom, shown on small models, and the present state of the contracts."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model

from contracts.base import Name
from contracts.compat import check, compare, main, publish, unpublished
from contracts.money import Money


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str


class LongerItem(Item):
    place: str | None = None


class ItemWithoutTitle(BaseModel):
    model_config = ConfigDict(extra="forbid")


def schema(fields: dict[str, Any], direction: str) -> dict[str, Any]:
    made = {name: value if isinstance(value, tuple) else (value, ...) for name, value in fields.items()}
    model = create_model("Message", __config__=ConfigDict(extra="forbid"), **made)
    return model.model_json_schema(mode="serialization" if direction == "sent" else "validation")


def changes(direction: str, old: dict[str, Any], new: dict[str, Any]):
    return compare("message", schema(old, direction), schema(new, direction), direction)


BREAKS = [
    ("sent", "removed field", {"a": str, "b": str}, {"a": str}, "b"),
    ("sent", "removed optional field", {"a": str, "b": (str | None, None)}, {"a": str}, "b"),
    ("sent", "renamed field", {"a": str}, {"aa": str}, "a"),
    ("sent", "other type", {"a": int}, {"a": str}, "a"),
    ("sent", "whole number becomes any number", {"a": int}, {"a": float}, "a"),
    ("sent", "date becomes a moment", {"a": date}, {"a": AwareDatetime}, "a"),
    ("sent", "one becomes many", {"a": str}, {"a": list[str]}, "a"),
    ("sent", "element's type", {"a": list[int]}, {"a": list[str]}, "a[]"),
    ("sent", "value's type of a mapping", {"a": dict[str, int]}, {"a": dict[str, str]}, "a{}"),
    ("sent", "anything", {"a": str}, {"a": Any}, "a"),
    ("sent", "required becomes optional", {"a": str}, {"a": (str, "x")}, "a"),
    ("sent", "becomes nullable", {"a": str}, {"a": str | None}, "a"),
    ("sent", "closed list of values opens", {"a": Literal["x", "y"]}, {"a": str}, "a"),
    ("sent", "limit loosened", {"a": Annotated[int, Field(le=5)]}, {"a": Annotated[int, Field(le=9)]}, "a"),
    ("sent", "pattern dropped", {"a": Name}, {"a": str}, "a"),
    ("sent", "inside a part", {"a": list[Item]}, {"a": list[ItemWithoutTitle]}, "a[].title"),
    ("accepted", "new required field", {"a": str}, {"a": str, "b": str}, "b"),
    ("accepted", "removed field", {"a": str, "b": (str | None, None)}, {"a": str}, "b"),
    ("accepted", "optional becomes required", {"a": (str, "x")}, {"a": str}, "a"),
    ("accepted", "null refused", {"a": (str | None, None)}, {"a": (str, "x")}, "a"),
    ("accepted", "narrowed type", {"a": float}, {"a": int}, "a"),
    ("accepted", "other type", {"a": str}, {"a": Money}, "a"),
    ("accepted", "value removed", {"a": Literal["x", "y"]}, {"a": Literal["x"]}, "a"),
    ("accepted", "free text becomes a list of values", {"a": str}, {"a": Literal["x"]}, "a"),
    ("accepted", "upper limit", {"a": Annotated[int, Field(le=9)]}, {"a": Annotated[int, Field(le=5)]}, "a"),
    ("accepted", "lower limit", {"a": int}, {"a": Annotated[int, Field(ge=1)]}, "a"),
    ("accepted", "longest text", {"a": str}, {"a": Annotated[str, Field(max_length=5)]}, "a"),
    ("accepted", "pattern", {"a": str}, {"a": Name}, "a"),
    ("accepted", "fewest elements", {"a": list[str]}, {"a": Annotated[list[str], Field(min_length=1)]}, "a"),
    ("accepted", "names of a mapping", {"a": dict[str, int]}, {"a": dict[Name, int]}, "a{name}"),
    ("accepted", "inside a part", {"a": Item}, {"a": ItemWithoutTitle}, "a.title"),
]

PASSES = [
    ("sent", "new optional field", {"a": str}, {"a": str, "b": (str | None, None)}),
    ("sent", "new required field", {"a": str}, {"a": str, "b": str}),
    ("sent", "new optional field inside a part", {"a": list[Item]}, {"a": list[LongerItem]}),
    ("sent", "optional becomes required", {"a": (str, "x")}, {"a": str}),
    ("sent", "null no longer sent", {"a": str | None}, {"a": str}),
    ("sent", "value no longer sent", {"a": Literal["x", "y"]}, {"a": Literal["x"]}),
    ("sent", "narrowed type", {"a": float}, {"a": int}),
    ("sent", "other default", {"a": (str, "x")}, {"a": (str, "y")}),
    ("accepted", "new optional field", {"a": str}, {"a": str, "b": (str | None, None)}),
    ("accepted", "new optional field inside a part", {"a": Item}, {"a": LongerItem}),
    ("accepted", "required becomes optional", {"a": str}, {"a": (str, "x")}),
    ("accepted", "null is welcome too", {"a": str}, {"a": str | None}),
    ("accepted", "new value", {"a": Literal["x"]}, {"a": Literal["x", "y"]}),
    ("accepted", "limit loosened", {"a": Annotated[int, Field(le=5)]}, {"a": int}),
    ("accepted", "widened type", {"a": int}, {"a": float}),
]


@pytest.mark.parametrize(("direction", "what", "old", "new", "path"), BREAKS, ids=[f"{b[0]}: {b[1]}" for b in BREAKS])
def test_a_break_is_found_and_placed(direction: str, what: str, old: dict[str, Any], new: dict[str, Any], path: str):
    found = changes(direction, old, new)

    assert [(change.path, change.breaking) for change in found] == [(path, True)], what


@pytest.mark.parametrize(("direction", "what", "old", "new"), PASSES, ids=[f"{b[0]}: {b[1]}" for b in PASSES])
def test_a_harmless_change_passes(direction: str, what: str, old: dict[str, Any], new: dict[str, Any]):
    assert changes(direction, old, new) == [], what


def test_a_new_value_is_only_a_warning_for_readers():
    found = changes("sent", {"a": Literal["x"]}, {"a": Literal["x", "y"]})

    assert [(change.path, change.breaking) for change in found] == [("a", False)]
    assert "['y']" in found[0].text


def test_nothing_in_the_contracts_breaks_what_was_published():
    assert [str(change) for change in check() if change.breaking] == []


def test_what_is_published_is_what_is_spoken():
    assert unpublished() == [], "run: python -m contracts.compat publish"


def test_a_break_is_not_published(tmp_path: Path):
    publish(tmp_path)
    file = tmp_path / "frontdesk.intake.request.closed.v1.json"
    promised = file.read_text(encoding="utf-8").replace('"outcome"', '"result"')
    file.write_text(promised, encoding="utf-8")

    with pytest.raises(ValueError, match=r"request\.closed\.v1: result"):
        publish(tmp_path)

    assert file.read_text(encoding="utf-8") == promised


def test_a_published_message_may_not_vanish(tmp_path: Path):
    publish(tmp_path)
    (tmp_path / "frontdesk.intake.request.forgotten.v1.json").write_text("{}", encoding="utf-8")

    assert [(it.message, it.breaking) for it in check(tmp_path)] == [("frontdesk.intake.request.forgotten.v1", True)]


def test_the_command_line_says_how_it_is_used(capsys: pytest.CaptureFixture[str]):
    assert main([]) == 2
    assert "compat publish" in capsys.readouterr().err
