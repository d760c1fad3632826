"""Giving out the day's request numbers: gapless, whatever is refused or rolled back in between."""

from datetime import date

from chassis.work import Work
from services.intake.domain.numbering import after, written
from services.intake.repository import numbers


class Series:
    """The numbers of one local day within one transaction.

    A number counts as taken only when ``keep`` is called, after all that goes with it is buffered: whatever fails
    before, the next message gets the same number.
    """

    def __init__(self, site: str, day: date, last: int) -> None:
        self.site, self.day, self.last = site, day, last

    def next(self) -> int:
        return after(self.last, self.site, self.day)

    def keep(self, work: Work, running: int) -> None:
        numbers.keep_last_number(work.store, self.site, self.day, running)
        self.last = running

    def written(self, running: int) -> str:
        return written(self.site, self.day, running)


async def series_of_today(work: Work) -> Series:
    """The series of the desk's local day, read once a transaction."""
    day = work.playbook.calendar.local_date(work.now)
    key = ("numbers", work.site, day)
    series = work.memo.get(key)
    if not isinstance(series, Series):
        series = Series(work.site, day, await numbers.last_number(work.store, work.site, day))
        work.memo[key] = series
    return series
