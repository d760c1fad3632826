"""Due times that are no span, in local time: closing hours, weekends, make-up Saturdays, changes of the clocks."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.playbook.promises import Target
from services.dispatch.domain.targets import target_due

SHANGHAI = Calendar(timezone="Asia/Shanghai", open={"mon-fri": ["08:00-12:00", "13:30-20:00"]}, holidays="CN")
BERLIN = Calendar(timezone="Europe/Berlin", open={"mon-fri": ["09:00-17:00"]})
NIGHT = Calendar(timezone="Asia/Shanghai", open={"mon-sat": ["22:00-06:00"]})


def due(calendar: Calendar, start: str, **target: Any) -> str:
    """Local wall time of the target counted from local ``start``."""
    zone = ZoneInfo(calendar.timezone)
    found = target_due(Target(**target), datetime.fromisoformat(start).replace(tzinfo=zone), calendar, {})
    assert found is not None
    return found.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("2026-11-20 10:00", {"end_of": "day"}, "2026-11-21 00:00:00"),
        ("2026-11-20 10:00", {"end_of": "working_day"}, "2026-11-20 20:00:00"),
        ("2026-11-20 19:59:59", {"end_of": "working_day"}, "2026-11-20 20:00:00"),
        ("2026-11-20 20:00", {"end_of": "working_day"}, "2026-11-23 20:00:00"),
        ("2026-11-21 10:00", {"end_of": "working_day"}, "2026-11-23 20:00:00"),
        ("2026-11-20 10:00", {"end_of": "week"}, "2026-11-23 00:00:00"),
        ("2026-11-22 23:59", {"end_of": "week"}, "2026-11-23 00:00:00"),
        ("2026-11-20 10:00", {"end_of": "month"}, "2026-12-01 00:00:00"),
        ("2026-11-20 10:00", {"next": "mon", "at": "09:00"}, "2026-11-23 09:00:00"),
        ("2026-11-23 08:00", {"next": "mon", "at": "09:00"}, "2026-11-30 09:00:00"),
        ("2026-11-20 10:00", {"day_of_month": 26, "at": "18:00"}, "2026-11-26 18:00:00"),
        ("2026-11-26 18:00", {"day_of_month": 26, "at": "18:00"}, "2026-12-26 18:00:00"),
        ("2026-01-31 10:00", {"day_of_month": 31, "at": "09:00"}, "2026-02-28 09:00:00"),
        ("2026-12-31 10:00", {"day_of_month": 31, "at": "09:00"}, "2027-01-31 09:00:00"),
        ("2026-11-20 14:30:05", {"working_days": 1}, "2026-11-23 14:30:05"),
        ("2026-11-20 14:30", {"working_days": 1, "at": "close"}, "2026-11-23 20:00:00"),
        ("2026-11-20 14:30", {"working_days": 2, "at": "09:00"}, "2026-11-24 09:00:00"),
    ],
)
def test_targets_of_a_working_week(start, target, expected):
    assert due(SHANGHAI, start, **target) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        # National Day 2026: 1 to 7 October off, Saturday 10 October and Sunday 20 September worked.
        ("2026-09-30 15:00", "2026-10-08 15:00:00"),
        ("2026-10-09 15:00", "2026-10-10 15:00:00"),
        ("2026-09-18 15:00", "2026-09-20 15:00:00"),
    ],
)
def test_one_working_day_over_holidays_and_onto_a_make_up_day(start, expected):
    assert due(SHANGHAI, start, working_days=1) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2026-11-21 02:00", "2026-11-21 06:00:00"), ("2026-11-21 12:00", "2026-11-22 06:00:00")],
)
def test_a_night_belongs_to_the_day_it_began_on(start, expected):
    assert due(NIGHT, start, end_of="working_day") == expected


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("2026-03-28 12:00", {"end_of": "day"}, "2026-03-29 00:00:00"),
        ("2026-03-29 00:30", {"end_of": "day"}, "2026-03-30 00:00:00"),
        ("2026-10-25 00:30", {"end_of": "day"}, "2026-10-26 00:00:00"),
        ("2026-03-28 02:30", {"next": "sun", "at": "02:30"}, "2026-03-29 03:00:00"),
        ("2026-10-24 12:00", {"next": "sun", "at": "02:30"}, "2026-10-25 02:30:00"),
        ("2026-03-27 16:00", {"working_days": 1}, "2026-03-30 16:00:00"),
    ],
)
def test_targets_when_the_clocks_change(start, target, expected):
    assert due(BERLIN, start, **target) == expected


def test_the_day_the_clocks_go_forward_is_an_hour_shorter():
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 29, 0, 0, tzinfo=zone)
    found = target_due(Target(end_of="day"), start, BERLIN, {})
    assert found is not None
    assert found - start.astimezone(found.tzinfo) == timedelta(hours=23)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-11-25T08:00:00+08:00", "2026-11-25 08:00:00"),
        ("2026-11-25T00:00:00+00:00", "2026-11-25 08:00:00"),
        ("2026-11-25", "2026-11-26 00:00:00"),
    ],
)
def test_what_a_form_says(said, expected):
    target = Target.model_validate({"moment": "form.until"})
    start = datetime.fromisoformat("2026-11-21T09:00:00+08:00")
    found = target_due(target, start, SHANGHAI, {"form": {"until": said}})
    assert found is not None
    assert found.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S") == expected
    assert target_due(target, start, SHANGHAI, {"form": {}}) is None


TARGETS = st.sampled_from(
    [
        {"end_of": "day"},
        {"end_of": "working_day"},
        {"end_of": "week"},
        {"end_of": "month"},
        {"next": "wed", "at": "02:30"},
        {"day_of_month": 29, "at": "02:30"},
        {"working_days": 3},
        {"working_days": 1, "at": "close"},
    ]
)


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(ZoneInfo("UTC"))),
    target=TARGETS,
    calendar=st.sampled_from([SHANGHAI, BERLIN, NIGHT]),
)
def test_a_target_lies_after_the_moment_it_counts_from(start, target, calendar):
    found = target_due(Target(**target), start, calendar, {})
    assert found is not None
    assert start < found <= start + timedelta(days=45)
