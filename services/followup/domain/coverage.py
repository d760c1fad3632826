"""Where a month's quota of calls is heading. Pure, in exact fractions. Rule TH-21."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from contracts.calendar import Calendar
from contracts.followup.care import QuotaState

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Counted:
    """Of one segment: requests ``accepted`` in the month, calls ``done`` in it, and ``open_calls`` that can still be
    made before it ends."""

    accepted: int
    done: int
    open_calls: int


@dataclass(frozen=True)
class Passed:
    """How far the month has gone, in microseconds: of the desk's open hours (``worked``, ``work_left``) and of the
    callback hours (``called``, ``calls_left``). ``work_usable``: of the open hours left, those whose requests can
    still be called in the month."""

    worked: int
    work_left: int
    work_usable: int
    called: int
    calls_left: int


@dataclass(frozen=True)
class Forecast:
    """``expected``: requests by the end of the month if they go on as they did. ``pace``: the share reached then if
    calls do as well, and ``best`` if every call that can be made succeeds. ``needed``: calls that must still
    succeed."""

    expected: Fraction
    pace: Fraction
    best: Fraction
    needed: int
    state: QuotaState

    @property
    def warns(self) -> bool:
        return self.state in ("short", "out_of_reach")


def forecast(share: Fraction, counted: Counted, passed: Passed) -> Forecast:
    """Where the month ends.

    ``expected = accepted + accepted * work_left / worked``;
    ``callable = open_calls + accepted * work_usable / worked``;
    ``done_then = done + min(done * calls_left / called, callable)``; ``pace = done_then / expected``.
    Nothing is expected of hours before the first has passed. A month without requests is certain.
    """
    accepted, done = counted.accepted, Fraction(counted.done)
    growth = Fraction(accepted, passed.worked) if passed.worked else Fraction(0)
    expected = accepted + growth * passed.work_left
    still = counted.open_calls + growth * passed.work_usable
    by_pace = done * passed.calls_left / passed.called if passed.called else Fraction(0)
    goal = share * expected
    return Forecast(
        expected=expected,
        pace=_share(done + min(by_pace, still), expected),
        best=_share(done + still, expected),
        needed=max(0, _up(goal - done)),
        state=_state(done, still, min(by_pace, still), goal),
    )


def _state(done: Fraction, still: Fraction, coming: Fraction, goal: Fraction) -> QuotaState:
    if done >= goal:
        return "certain"
    if done + still < goal:
        return "out_of_reach"
    return "on_course" if done + coming >= goal else "short"


def coverage(counted: Counted) -> Fraction:
    """What is reached now; all of it where nothing came in."""
    return _share(Fraction(counted.done), Fraction(counted.accepted))


def passed(
    work: Calendar, calls: Calendar, month: tuple[datetime, datetime], now: datetime, first: timedelta
) -> Passed:
    """The hours of the month before and after ``now``; a call can be made ``first`` after its request at the
    earliest."""
    begin, end = month
    here = min(max(now, begin), end)
    return Passed(
        worked=work.elapsed(begin, here) // MICROSECOND,
        work_left=work.elapsed(here, end) // MICROSECOND,
        work_usable=work.elapsed(here, max(here, end - first)) // MICROSECOND,
        called=calls.elapsed(begin, here) // MICROSECOND,
        calls_left=calls.elapsed(here, end) // MICROSECOND,
    )


def month_of(calendar: Calendar, at: datetime, back: int = 0) -> str:
    """The local month of the moment, or one ``back`` months before: ``2026-11``."""
    day = calendar.local_date(at)
    index = day.year * 12 + day.month - 1 - back
    return f"{index // 12:04}-{index % 12 + 1:02}"


def span_of(calendar: Calendar, month: str) -> tuple[datetime, datetime]:
    """The first moment of the month and of the next one."""
    first, following = days_of(month)
    return calendar.at_local(first, "00:00"), calendar.at_local(following, "00:00")


def days_of(month: str) -> tuple[date, date]:
    """The first day of the month and of the next one."""
    year, number = map(int, month.split("-"))
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def percent(share: Fraction) -> str:
    """Rounded down to two decimals, so that what falls short never reads as reached: ``31.25%``."""
    hundredths = share.numerator * 10_000 // share.denominator
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _share(part: Fraction, whole: Fraction) -> Fraction:
    return part / whole if whole else Fraction(1)


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
