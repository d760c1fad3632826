from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.calendar import Calendar

LUNCH = {"mon-sun": ["08:00-12:00", "13:30-20:00"]}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

DESK = Calendar(timezone="Asia/Shanghai", open=LUNCH)
OFFICE = Calendar(
    timezone="Asia/Shanghai",
    open={
        "mon-fri": LUNCH["mon-sun"],
        "sat": ["09:00-10:00"],
        "holiday": ["10:00-12:00"],
    },
    holidays="CN",
    exceptions={date(2026, 11, 25): [], date(2026, 11, 29): ["22:00-02:00"]},
)
NIGHT = Calendar(timezone="Europe/Berlin", open={"mon-sun": ["22:00-06:00"]})
ALWAYS = Calendar(timezone="Europe/Berlin", open={"mon-sun": ["00:00-24:00"]})
BRIEF = Calendar(timezone="America/New_York", open={"wed": ["02:30-02:31"]}, holidays="US")
CALENDARS = st.sampled_from([DESK, OFFICE, NIGHT, ALWAYS, BRIEF])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(hours=60))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


@given(CALENDARS, MOMENTS, SPANS)
def test_what_was_added_has_elapsed_and_not_a_moment_earlier(
    calendar: Calendar, start: datetime, span: timedelta
) -> None:
    due = calendar.add(start, span)
    assert due > start
    assert calendar.elapsed(start, due) == span
    assert calendar.elapsed(start, due - timedelta(microseconds=1)) < span


@given(CALENDARS, MOMENTS, MOMENTS, SPANS, SPANS)
def test_a_later_start_or_a_longer_span_is_never_due_earlier(
    calendar: Calendar,
    one: datetime,
    other: datetime,
    first: timedelta,
    second: timedelta,
) -> None:
    early, late = sorted((one, other))
    short, long = sorted((first, second))
    assert calendar.add(early, short) <= calendar.add(late, short)
    assert calendar.add(early, short) <= calendar.add(early, long)
    assert calendar.add(calendar.add(early, short), long) == calendar.add(early, short + long)


@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_elapsed_adds_up_over_any_point_between(
    calendar: Calendar, one: datetime, two: datetime, three: datetime
) -> None:
    first, middle, last = sorted((one, two, three))
    whole = calendar.elapsed(first, middle) + calendar.elapsed(middle, last)
    assert calendar.elapsed(first, last) == whole
    assert calendar.elapsed(last, first) == timedelta(0)


@given(CALENDARS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_closed_and_opened_time_make_up_the_whole(calendar: Calendar, start: datetime, length: timedelta) -> None:
    end = start + length
    stretches = calendar.closed_stretches(start, end)
    closed = sum((last - first for first, last in stretches), timedelta(0))
    assert closed + calendar.elapsed(start, end) == length
    for first, last in stretches:
        assert start <= first < last <= end
        assert not calendar.is_open(first)
        assert calendar.elapsed(first, last) == timedelta(0)
    assert all(one[1] < two[0] for one, two in pairwise(stretches))


@given(CALENDARS, MOMENTS)
def test_next_open_is_open_with_nothing_open_before(calendar: Calendar, at: datetime) -> None:
    opening = calendar.next_open(at)
    assert calendar.is_open(opening)
    assert calendar.elapsed(at, opening) == timedelta(0)
    assert (opening == at) is calendar.is_open(at)


@given(CALENDARS, MOMENTS, st.sampled_from(["00:00", "02:30", "20:00", "24:00"]))
def test_next_time_is_the_first_one_after(calendar: Calendar, at: datetime, wall: str) -> None:
    found = calendar.next_time(at, wall)
    assert timedelta(0) < found - at <= timedelta(hours=25)
    assert calendar.next_time(found - timedelta(microseconds=1), wall) == found


def test_lunch_and_the_night_do_not_count() -> None:
    assert DESK.add(shanghai("2026-11-23T11:50"), 20 * MINUTE) == shanghai("2026-11-23T13:40")
    assert DESK.add(shanghai("2026-11-23T11:50"), 10 * MINUTE) == shanghai("2026-11-23T12:00")
    assert DESK.add(shanghai("2026-11-23T19:50"), HOUR) == shanghai("2026-11-24T08:50")
    assert DESK.add(shanghai("2026-12-31T19:59"), 2 * MINUTE) == shanghai("2027-01-01T08:01")
    assert DESK.is_open(shanghai("2026-11-23T13:30"))
    assert not DESK.is_open(shanghai("2026-11-23T12:00"))


def test_a_due_time_explains_itself() -> None:
    start = shanghai("2026-11-23T11:50")
    assert DESK.closed_stretches(start, DESK.add(start, 7 * HOUR)) == [
        (shanghai("2026-11-23T12:00"), shanghai("2026-11-23T13:30")),
        (shanghai("2026-11-23T20:00"), shanghai("2026-11-24T08:00")),
    ]


def test_new_year_does_not_cut_a_stretch_in_two() -> None:
    closed = DESK.closed_stretches(shanghai("2026-12-31T19:00"), shanghai("2027-01-01T09:00"))
    assert closed == [(shanghai("2026-12-31T20:00"), shanghai("2027-01-01T08:00"))]
    night = NIGHT.closed_stretches(berlin("2026-12-31T21:00"), berlin("2027-01-01T07:00"))
    assert night == [
        (berlin("2026-12-31T21:00"), berlin("2026-12-31T22:00")),
        (berlin("2027-01-01T06:00"), berlin("2027-01-01T07:00")),
    ]


def test_a_chinese_holiday_has_its_own_hours_and_a_make_up_saturday_is_a_monday() -> None:
    national_day, made_up, saturday = "2026-10-01", "2026-10-10", "2026-10-17"
    assert not OFFICE.is_open(shanghai(f"{national_day}T09:30"))
    assert OFFICE.is_open(shanghai(f"{national_day}T10:30"))
    assert OFFICE.is_open(shanghai(f"{made_up}T19:00"))
    assert not OFFICE.is_open(shanghai(f"{saturday}T19:00"))
    week_off = OFFICE.elapsed(shanghai("2026-10-01T00:00"), shanghai("2026-10-04T00:00"))
    assert week_off == 6 * HOUR


def test_a_holiday_without_windows_is_closed() -> None:
    plain = Calendar(timezone="Asia/Shanghai", open=LUNCH, holidays="CN")
    due = plain.add(shanghai("2026-10-01T09:00"), MINUTE)
    assert due == shanghai("2026-10-04T08:01")


def test_dated_exceptions_go_before_everything() -> None:
    assert OFFICE.next_open(shanghai("2026-11-24T20:00")) == shanghai("2026-11-26T08:00")
    assert OFFICE.is_open(shanghai("2026-11-30T01:59"))
    assert not OFFICE.is_open(shanghai("2026-11-30T02:00"))


def test_nights_are_an_hour_shorter_and_longer_when_the_clocks_change() -> None:
    for evening, morning, hours in (
        ("2026-03-27T12:00", "2026-03-28T12:00", 8),
        ("2026-03-28T12:00", "2026-03-29T12:00", 7),
        ("2026-10-24T12:00", "2026-10-25T12:00", 9),
    ):
        assert NIGHT.elapsed(berlin(evening), berlin(morning)) == hours * HOUR
    spring = ALWAYS.elapsed(berlin("2026-03-29T00:00"), berlin("2026-03-30T00:00"))
    assert spring == 23 * HOUR


def test_a_skipped_window_start_waits_for_the_clocks() -> None:
    early = Calendar(timezone="Europe/Berlin", open={"sun": ["01:00-02:15", "02:30-03:15"]})
    sunday = (berlin("2026-03-29T00:00"), berlin("2026-03-30T00:00"))
    assert early.elapsed(*sunday) == 75 * MINUTE
    assert early.closed_stretches(*sunday)[1][0] == berlin("2026-03-29T03:15")


def test_next_time_over_a_change_of_clocks() -> None:
    assert NIGHT.next_time(berlin("2026-03-28T20:00"), "20:00") == berlin("2026-03-29T20:00")
    assert NIGHT.next_time(berlin("2026-03-29T00:30"), "02:30") == berlin("2026-03-29T03:00")
    first = NIGHT.next_time(berlin("2026-10-25T00:30"), "02:30")
    assert first == berlin("2026-10-25T02:30")
    assert NIGHT.next_time(first, "02:30") == berlin("2026-10-26T02:30")


def test_a_day_the_islands_skipped() -> None:
    apia = Calendar(timezone="Pacific/Apia", open={"mon-sun": ["08:00-09:00"]})
    eve = datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia"))
    assert apia.next_open(eve) == datetime(2011, 12, 31, 8, tzinfo=ZoneInfo("Pacific/Apia"))
    assert apia.add(eve, 2 * HOUR) == datetime(2012, 1, 1, 9, tzinfo=ZoneInfo("Pacific/Apia"))


def test_local_date_is_the_desks_own() -> None:
    at = datetime(2026, 11, 21, 17, tzinfo=UTC)
    assert DESK.local_date(at) == date(2026, 11, 22)
    assert NIGHT.local_date(at) == date(2026, 11, 21)


def test_results_are_utc_and_nothing_to_add_changes_nothing() -> None:
    at = shanghai("2026-11-23T12:30")
    assert DESK.add(at, timedelta(0)) == at
    for moment in (DESK.add(at, HOUR), DESK.add(at, 0 * HOUR), DESK.next_open(at)):
        assert moment.tzinfo is UTC


def test_json_returns_the_same_calendar_also_after_use() -> None:
    OFFICE.add(shanghai("2026-11-23T11:50"), HOUR)
    assert Calendar.model_validate_json(OFFICE.model_dump_json()) == OFFICE
    assert set(OFFICE.model_dump()) == {"timezone", "open", "holidays", "exceptions"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"timezone": "Mars/Base"}, "no IANA time zone"),
        ({"timezone": "../etc/passwd"}, "no IANA time zone"),
        ({"timezone": ""}, "no IANA time zone"),
        ({"open": {}}, "no weekday has an opened hour"),
        ({"open": {"mon-sun": []}}, "no weekday has an opened hour"),
        (
            {"open": {"holiday": ["08:00-12:00"]}, "holidays": "CN"},
            "no weekday has an opened hour",
        ),
        ({"open": {"mon": ["08:00-12:00", "11:00-13:00"]}}, "overlap"),
        (
            {"open": {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]}},
            "night of mon overlaps",
        ),
        (
            {"open": {"mon-sun": ["05:00-09:00", "22:00-06:00"]}},
            "night of mon overlaps",
        ),
        (
            {"open": {"mon-fri": ["08:00-12:00"], "wed": ["08:00-09:00"]}},
            "wed is named twice",
        ),
        ({"open": {"monday": ["08:00-12:00"]}}, "names no days"),
        ({"open": {"mon-": ["08:00-12:00"]}}, "names no days"),
        ({"open": {"mon": ["8-12"]}}, "no time of day"),
        ({"open": {"mon": ["08:00"]}}, "no window"),
        ({"open": {"mon": ["08:00-24:30"]}}, "no time of day"),
        ({"open": {"mon": ["08:00-08:00"]}}, "is empty"),
        ({"open": {"mon": ["24:00-08:00"]}}, "is empty"),
        ({"open": {"mon": ["08:00-12:00"], "holiday": []}}, "need `holidays`"),
        ({"holidays": "ZZ"}, "no public holidays are known"),
        ({"exceptions": {"2026-11-25": ["9-12"]}}, "no time of day"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_refuses_an_unsound_calendar_and_says_why(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Calendar.model_validate({"timezone": "Asia/Shanghai", "open": LUNCH} | change)


def test_refuses_unclear_moments_and_backward_spans() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        DESK.add(datetime(2026, 11, 23, 12), HOUR)
    with pytest.raises(ValueError, match="forward only"):
        DESK.add(shanghai("2026-11-23T11:50"), -HOUR)
    for year in (1969, 2300):
        with pytest.raises(ValueError, match="outside the calendar"):
            DESK.is_open(datetime(year, 6, 1, tzinfo=UTC))
