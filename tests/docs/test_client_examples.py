"""The JSON of docs/client-apps.md is taken from the golden samples: what an excerpt shows stands there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import contracts.cashdesk
import contracts.dispatch
import contracts.followup
import contracts.intake
import contracts.roster  # noqa: F401 each module registers its messages
from contracts.base import COMMANDS, EVENTS, QUERIES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "client-apps.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^<!-- samples/(\S+) -->\n```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def stands_in(shown: Any, sample: Any) -> bool:
    """Objects may leave out keys; everything else is the same."""
    if isinstance(shown, dict) and isinstance(sample, dict):
        return all(key in sample and stands_in(value, sample[key]) for key, value in shown.items())
    if isinstance(shown, list) and isinstance(sample, list):
        return len(shown) == len(sample) and all(map(stands_in, shown, sample))
    return bool(shown == sample)


@pytest.mark.parametrize(("name", "example"), SHOWN, ids=[name for name, _ in SHOWN])
def test_the_example_is_an_excerpt_of_a_sample(name: str, example: str) -> None:
    sample = json.loads((ROOT / "contracts" / "samples" / name).read_text(encoding="utf-8"))
    assert stands_in(json.loads(example), sample)


def test_every_message_that_is_named_exists() -> None:
    facts = {key.partition(".")[2] for key in EVENTS}
    prose = re.sub(r"^```.*?^```$", "", GUIDE, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", prose))
    assert named
    assert named <= COMMANDS.keys() | QUERIES.keys() | facts
