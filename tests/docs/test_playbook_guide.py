"""The examples of the guide for playbook authors stand in the shipped playbook, and its words in the grammar."""

import re
from pathlib import Path
from typing import get_args

import pytest

from contracts.playbook import find
from contracts.playbook.grammar import Announcement, FieldType, Step

GUIDE = (Path(__file__).parents[2] / "docs" / "playbook-authors.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.strip().splitlines()[0][:30])
def test_the_example_is_a_piece_of_the_property_desk(example: str) -> None:
    assert example in find("property-desk").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [*get_args(FieldType), *get_args(Announcement), *Step.model_fields])
def test_the_guide_explains_every_type_announcement_and_key_of_a_step(word: str) -> None:
    assert re.search(rf"`{re.escape(word)}\b|{word}:", GUIDE), word
