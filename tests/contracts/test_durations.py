from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.durations import Duration, format_duration, parse_duration

FIELD: TypeAdapter[timedelta] = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("20m", timedelta(minutes=20)),
        ("1h", timedelta(hours=1)),
        ("1h30m", timedelta(minutes=90)),
        ("3d", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        ("1w1d1h1m1s", timedelta(days=8, seconds=3661)),
        ("0s", timedelta(0)),
    ],
)
def test_reads_the_forms_of_playbooks(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span
    assert FIELD.validate_python(text) == span


@pytest.mark.parametrize(
    "value",
    [
        "",
        "20",
        "m",
        "20 m",
        "20min",
        "-5m",
        "1.5h",
        "30m1h",
        "5m5m",
        "1H",
        "20m\n",
        "\u0665m",
    ]
    + [20, 1.5, None, timedelta(seconds=-1), timedelta(milliseconds=1500)],
)
def test_refuses_other_forms_and_says_what_is_right(value: Any) -> None:
    with pytest.raises(ValidationError, match=r"such as 20m, 1h30m or 3d|whole seconds"):
        FIELD.validate_python(value)


@pytest.mark.parametrize("text", ["9999999w", "36526d"])
def test_refuses_more_than_a_hundred_years(text: str) -> None:
    with pytest.raises(ValueError, match="hundred years"):
        parse_duration(text)


@given(st.integers(0, 36_525 * 86_400))
def test_text_returns_the_same_span(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert parse_duration(format_duration(span)) == span
    assert FIELD.validate_json(FIELD.dump_json(span)) == span


def test_writes_the_short_form() -> None:
    assert FIELD.dump_json(timedelta(minutes=90)) == b'"1h30m"'
    assert FIELD.dump_python(timedelta(minutes=90)) == timedelta(minutes=90)
    assert FIELD.json_schema()["type"] == "string"
