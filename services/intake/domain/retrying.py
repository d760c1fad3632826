"""When a letter that was not taken is tried again."""

from datetime import datetime, timedelta

BACKOFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)


def next_try(tries: int, now: datetime, *, final: bool) -> datetime | None:
    """The moment after ``tries`` failed ones; None when it is given up."""
    return None if final or tries > len(BACKOFF) else now + BACKOFF[tries - 1]
