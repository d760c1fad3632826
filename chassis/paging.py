"""Cursors of pages sorted by a moment and then by an id: where the last page ended, sent back unchanged."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from chassis.columns import from_micros, to_micros
from contracts.problems import Invalid

T = TypeVar("T")


def write_cursor(at: datetime, row_id: str) -> str:
    return f"{to_micros(at)}~{row_id}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """Raises Invalid naming ``cursor`` for anything that no page gave out."""
    micros, tilde, row_id = cursor.partition("~")
    try:
        if tilde and row_id:
            return from_micros(int(micros)), row_id
    except (ValueError, OverflowError):
        pass
    raise Invalid("unknown cursor", errors={"cursor": "send the 'next' of the page before, unchanged"})


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Of up to ``limit`` + 1 rows those of the page, and the last of them when more follow."""
    page = rows[:limit]
    return page, page[-1] if len(rows) > limit else None
