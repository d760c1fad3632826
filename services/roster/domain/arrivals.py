"""How long before the shift somebody was at the post. Pure. Rule TH-13."""

from datetime import datetime
from typing import Literal

from contracts.playbook.handover import Arrival

Standing = Literal["early", "in_time", "late", "missing", "awaited"]


def standing_of(
    starts_at: datetime, signed_in_at: datetime | None, arrival: Arrival | None, now: datetime
) -> tuple[Standing, int | None]:
    """With the seconds before the start, negative after it. Exactly ``at_least`` before is in time. Without an
    ``arrival`` in the playbook everybody who signed in before the start is in time."""
    if signed_in_at is None:
        return ("missing" if now >= starts_at else "awaited"), None
    before = starts_at - signed_in_at
    seconds = int(before.total_seconds())
    if arrival is None:
        return ("in_time" if seconds >= 0 else "late"), seconds
    if before < arrival.at_least:
        return "late", seconds
    return ("early" if before > arrival.at_most else "in_time"), seconds
