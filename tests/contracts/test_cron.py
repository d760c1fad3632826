"""Cron expressions: what is refused, and what they mean when the clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from contracts.cron import Cron, next_time

LONDON = ZoneInfo("Europe/London")  # 2026: forward on 29 March at 01:00, back on 25 October at 02:00


class Report(BaseModel):
    cron: Cron


def times(cron: str, zone: str, after: datetime, count: int) -> list[str]:
    found = []
    for _ in range(count):
        after = next_time(cron, zone, after)
        found.append(after.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"))
    return found


@pytest.mark.parametrize("cron", ["0 9 * * MON", "30 17 * * 1-5", "*/15 8-20 * * *", "0 0 L * *", "0 9 * * MON#1"])
def test_a_sound_expression_is_taken(cron: str) -> None:
    assert Report(cron=cron).cron == cron


def test_spaces_do_not_make_another_expression() -> None:
    assert Report(cron="  0  9 * *\tMON ").cron == "0 9 * * MON"


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("0 9 * *", "of five fields"),
        ("0 0 9 * * MON", "of five fields"),
        ("@daily", "of five fields"),
        ("60 9 * * *", "Bad minute"),
        ("0 24 * * *", "Bad hour"),
        ("0 9 30 2 *", "Bad day-of-month"),
        ("0 9 * * MOO", "Bad day-of-week"),
        ("0 9 */0 * *", "Bad day-of-month"),
        ("0 9 * * MON-", "Bad day-of-week"),
        ("0 9 " + "1," * 200 + "1 * *", "of five fields"),
        (9, "9 is no cron expression"),
    ],
)
def test_any_other_is_refused_with_the_remedy(cron: object, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Report.model_validate({"cron": cron})
    message = caught.value.errors()[0]["msg"]
    assert says in message
    assert "write minute, hour, day, month and weekday, such as '0 9 * * MON'" in message


def test_the_wall_clock_of_the_zone_counts_and_the_answer_is_in_utc() -> None:
    after = datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    found = next_time("0 9 * * MON", "Asia/Shanghai", after)
    assert (found, found.tzinfo) == (datetime(2026, 11, 23, 1, tzinfo=UTC), UTC)


def test_it_is_strictly_after() -> None:
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert next_time("0 9 * * *", "Asia/Shanghai", at) == at + timedelta(days=1)
    assert next_time("0 9 * * *", "Asia/Shanghai", at - timedelta(microseconds=1)) == at


def test_the_wall_clock_keeps_its_hour_over_the_change() -> None:
    assert times("0 9 * * *", "Europe/London", datetime(2026, 3, 28, 8, tzinfo=LONDON), 3) == [
        "2026-03-28T09:00+00:00",
        "2026-03-29T09:00+01:00",
        "2026-03-30T09:00+01:00",
    ]


def test_a_time_that_is_skipped_comes_at_the_end_of_the_gap_once() -> None:
    after = datetime(2026, 3, 28, 12, tzinfo=LONDON)
    assert times("30 1 * * *", "Europe/London", after, 2) == ["2026-03-29T02:00+01:00", "2026-03-30T01:30+01:00"]
    assert times("0,30 1 * * *", "Europe/London", after, 2) == ["2026-03-29T02:00+01:00", "2026-03-30T01:00+01:00"]


def test_a_time_that_is_shown_twice_comes_once() -> None:
    after = datetime(2026, 10, 24, 12, tzinfo=LONDON)
    assert times("30 1 * * *", "Europe/London", after, 2) == ["2026-10-25T01:30+01:00", "2026-10-26T01:30+00:00"]


def test_in_the_repeated_hour_the_next_time_is_never_in_the_past() -> None:
    second_showing = datetime(2026, 10, 25, 1, 10, tzinfo=LONDON, fold=1)
    assert next_time("30 1 * * *", "Europe/London", second_showing) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_every_hour_is_every_hour_that_passes() -> None:
    after = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    assert times("0 * * * *", "Europe/London", after, 3) == [
        "2026-10-25T01:00+01:00",
        "2026-10-25T01:00+00:00",
        "2026-10-25T02:00+00:00",
    ]


@given(
    after=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)),
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe"]),
)
def test_a_daily_time_comes_within_a_day_and_an_hour_and_shows_the_time_unless_it_was_skipped(
    after: datetime, minute: int, hour: int, zone: str
) -> None:
    found = next_time(f"{minute} {hour} * * *", zone, after)
    assert timedelta(0) < found - after <= timedelta(hours=26)
    shown = found.astimezone(ZoneInfo(zone))
    before = (found - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    assert (shown.hour, shown.minute) == (hour, minute) or shown.utcoffset() != before.utcoffset()
