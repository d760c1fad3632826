"""Rows in pieces that fit a message each. Pure."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel

MOST_ROWS = 200
MOST_BYTES = 200_000
"""Of one part's rows as JSON, so that long texts stay below the broker's largest message."""

R = TypeVar("R", bound=BaseModel)


def in_parts(rows: Iterable[R]) -> list[list[R]]:
    """The rows in their order; no piece when there are none."""
    parts: list[list[R]] = []
    size = 0
    for row in rows:
        length = len(row.model_dump_json().encode())
        if not parts or len(parts[-1]) == MOST_ROWS or size + length > MOST_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += length
    return parts
