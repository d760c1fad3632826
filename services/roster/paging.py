"""Cursors of pages that are sorted by a moment and then by an id."""

from datetime import datetime

from chassis.columns import from_micros, to_micros
from contracts.problems import Invalid


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
