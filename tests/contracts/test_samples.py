"""The golden samples: what is on the wire today must stay readable tomorrow. They are written by hand."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from contracts.masking import MASKS
from tests.contracts.samples import SAMPLES, messages, sample

ALL = [pytest.param(path, model, id=f"{path.parent.name}/{path.stem}") for path, model in messages()]
EVENT_SAMPLES = sorted(SAMPLES.glob("*/event.*.json"))


@pytest.mark.parametrize(("path", "model"), ALL)
def test_a_sample_is_read_and_written_back_unchanged(path: Path, model: type[BaseModel]):
    assert path.is_file(), f"write a golden sample for {model.__name__}: {path.relative_to(SAMPLES.parents[1])}"

    read = model.model_validate_json(path.read_bytes())

    assert read.model_dump(mode="json", exclude_unset=True) == sample(path)


@pytest.mark.parametrize(("path", "model"), ALL)
def test_a_sample_shows_every_field(path: Path, model: type[BaseModel]):
    assert set(model.model_fields) == set(sample(path))


def test_no_sample_is_left_without_a_message():
    assert {path for path, _ in messages()} == set(SAMPLES.glob("*/*.json"))


@pytest.mark.parametrize("path", EVENT_SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_events_carry_no_telephone_or_identity_number(path: Path):
    # Letters and hyphens around digits mean an id, not a number somebody can dial.
    assert re.findall(r"(?<![\w-])\d{11,18}[Xx]?(?![\w-])", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("kind", ["recorded", "confirmed", "amended"])
def test_personal_fields_of_an_announced_form_are_masked(kind: str):
    form = sample(SAMPLES / "intake" / f"event.request.{kind}.v1.json")["form"]

    person = form.get("reporter") or form["complainant"]
    assert person == MASKS["person"](person)
    assert form["phone"] == MASKS["phone"](form["phone"])
