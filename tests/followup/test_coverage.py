"""Where the month's quota of calls is heading: exact, and honest at both ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar
from services.followup.domain.coverage import (
    Counted,
    Passed,
    days_of,
    forecast,
    month_of,
    passed,
    percent,
    span_of,
)

QUOTA = Fraction(2, 5)
HALL = Calendar(timezone="Asia/Shanghai", open={"mon-sun": ["08:30-20:00"]})
CALLS = Calendar(timezone="Asia/Shanghai", open={"mon-sun": ["09:00-12:00", "14:00-20:00"]})

shares = st.integers(1, 100).map(lambda share: Fraction(share, 100))
counts = st.builds(Counted, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))


@st.composite
def times(draw: st.DrawFn) -> Passed:
    left = draw(st.integers(0, 1000))
    usable = draw(st.integers(0, left))
    return Passed(draw(st.integers(0, 1000)), left, usable, draw(st.integers(0, 1000)), draw(st.integers(0, 1000)))


def goal(share: Fraction, counted: Counted, time: Passed) -> Fraction:
    """What has to be done by the end if business goes on as it did, worked out the long way."""
    more = Fraction(counted.accepted * time.work_left, time.worked) if time.worked else Fraction(0)
    return share * (counted.accepted + more)


def reach(counted: Counted, time: Passed) -> Fraction:
    more = Fraction(counted.accepted * time.work_usable, time.worked) if time.worked else Fraction(0)
    return counted.done + counted.open_calls + more


@pytest.mark.rule("TH-21")
@given(shares, counts, times())
def test_nobody_is_warned_of_a_quota_that_is_certain(share: Fraction, counted: Counted, time: Passed) -> None:
    ahead = forecast(share, counted, time)
    if counted.done >= goal(share, counted, time):
        assert (ahead.state, ahead.warns, ahead.needed) == ("certain", False, 0)
    else:
        assert ahead.state != "certain"
        assert ahead.needed > 0


@pytest.mark.rule("TH-21")
@given(shares, counts, times())
def test_it_is_always_said_when_the_quota_is_out_of_reach(share: Fraction, counted: Counted, time: Passed) -> None:
    ahead = forecast(share, counted, time)
    beyond = counted.done < goal(share, counted, time) and reach(counted, time) < goal(share, counted, time)
    assert (ahead.state == "out_of_reach") == beyond
    assert ahead.warns or not beyond


@given(shares, counts, times())
def test_it_warns_exactly_when_the_pace_falls_short(share: Fraction, counted: Counted, time: Passed) -> None:
    ahead = forecast(share, counted, time)
    assert ahead.warns == (ahead.pace < share)
    assert ahead.pace <= ahead.best


@given(shares, counts, times())
def test_what_is_needed_is_enough_and_no_more(share: Fraction, counted: Counted, time: Passed) -> None:
    needed = forecast(share, counted, time).needed
    assert not forecast(share, replace(counted, done=counted.done + needed), time).needed
    if needed:
        assert forecast(share, replace(counted, done=counted.done + needed - 1), time).needed == 1


@given(shares, counts.filter(lambda counted: counted.open_calls > 0), times())
def test_a_call_that_succeeds_never_makes_the_forecast_worse(share: Fraction, counted: Counted, time: Passed) -> None:
    called = Counted(counted.accepted, counted.done + 1, counted.open_calls - 1)
    before, after = forecast(share, counted, time), forecast(share, called, time)
    assert after.pace >= before.pace
    assert after.best == before.best


@given(shares, st.integers(0, 500), st.integers(0, 500))
def test_a_month_that_is_over_is_reached_or_not(share: Fraction, accepted: int, done: int) -> None:
    ahead = forecast(share, Counted(accepted, done, 0), Passed(1000, 0, 0, 800, 0))
    assert ahead.state == ("certain" if done >= share * accepted else "out_of_reach")


def test_the_worked_example() -> None:
    # 60 requests and 12 calls in two thirds of the month: 90 and 18 by its end, 20 % of a quota of 36.
    ahead = forecast(QUOTA, Counted(60, 12, 40), Passed(200, 100, 30, 180, 90))
    assert (ahead.expected, ahead.pace) == (Fraction(90), Fraction(1, 5))
    assert (ahead.needed, ahead.state) == (24, "short")
    # With 8 calls left and 9 more to come of 90, 29 of 36 is all there can be.
    assert forecast(QUOTA, Counted(60, 12, 8), Passed(200, 100, 30, 180, 90)).state == "out_of_reach"


def test_requests_of_the_last_days_cannot_be_called_in_the_month() -> None:
    month = span_of(HALL, "2026-11")
    now = datetime.fromisoformat("2026-11-21T00:00:00+08:00")
    time = passed(HALL, CALLS, month, now, timedelta(days=7))
    day, hours = timedelta(hours=11.5), timedelta(hours=9)
    microsecond = timedelta(microseconds=1)
    assert time == Passed(
        20 * day // microsecond,
        10 * day // microsecond,
        3 * day // microsecond,
        20 * hours // microsecond,
        10 * hours // microsecond,
    )


@pytest.mark.parametrize(("month", "back", "is_"), [(1, 1, "2025-12"), (12, 0, "2026-12"), (12, 12, "2025-12")])
def test_months_are_those_of_the_sites_own_clock(month: int, back: int, is_: str) -> None:
    # Still the last of the month before in UTC.
    first = datetime.fromisoformat(f"2026-{month:02}-01T00:00:00+08:00")
    assert month_of(HALL, first, back) == is_
    begin, end = days_of(is_)
    assert (begin.day, end.day) == (1, 1)
    assert begin < end


def test_a_percentage_never_rounds_up_to_the_quota() -> None:
    assert percent(Fraction(399_999, 1_000_000)) == "39.99%"
    assert percent(Fraction(5, 16)) == "31.25%"
    assert percent(Fraction(1)) == "100.00%"
