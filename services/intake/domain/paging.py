"""Opaque cursors: where a page ended, as (microseconds, id) of its last row."""

import base64
import binascii
import json

from contracts.problems import Invalid

Place = tuple[int, str]
LARGEST = 2**62


def cursor_after(place: Place) -> str:
    """The cursor that continues after ``place``."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place | None:
    """Where ``cursor`` continues; None for the first page. Raises Invalid for what was not given out."""
    if cursor is None:
        return None
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raw = None
    match raw:
        case [int(micros), str(key)] if abs(micros) < LARGEST and not isinstance(micros, bool) and "\x00" not in key:
            return micros, key
    raise Invalid("the cursor is none that a page gave out", errors={"cursor": "send 'next' of the page before"})
