"""Request numbers: site, local date, running number of that day."""

from datetime import date

from contracts.problems import Conflict

LARGEST = 999_999
"""What the six digits of a number can hold."""


def after(last: int, site: str, day: date) -> int:
    """The running number that follows ``last``. Raises Conflict when the day's numbers are used up."""
    if last >= LARGEST:
        raise Conflict(f"all {LARGEST} numbers of {day.isoformat()} at {site} are used; record it tomorrow")
    return last + 1


def written(site: str, day: date, running: int) -> str:
    """``HQ-20261121-0042``: four digits, more from 10000 on."""
    return f"{site}-{day:%Y%m%d}-{running:04d}"
