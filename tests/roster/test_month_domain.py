"""The arithmetic of months, and what changed from one version to the next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.playbook.load import load, shipped
from contracts.playbook.rota import DayOfMonth, MonthlyTask
from contracts.problems import Problem
from services.roster.domain.months import (
    changes,
    days_of,
    due_in,
    last_day,
    month_after,
    month_before,
    next_notice,
    pattern_of,
    pattern_times,
)
from services.roster.domain.shifts import Shift
from services.roster.domain.swaps import Conditions, check_new_people

BOOK = load(shipped()["telecom-hall"])
CALENDAR = Calendar(timezone="Asia/Shanghai", open={"mon-sun": ["08:00-20:00"]})
NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONTHS = st.dates(date(2000, 1, 1), date(2190, 1, 1)).map(lambda day: f"{day:%Y-%m}")


def shift(shift_id: str, staff: str, starts: datetime = NOON, post: str = "counter_1") -> Shift:
    return Shift(shift_id, date(2026, 12, 1), 1, post, staff, starts, starts + 8 * HOUR)


@given(MONTHS)
def test_months_follow_each_other_without_a_gap(month: str) -> None:
    assert month_before(month_after(month)) == month
    assert days_of(month)[-1] == last_day(month)
    assert days_of(month_after(month))[0] == last_day(month) + timedelta(days=1)


@given(MONTHS, st.integers(1, 31))
def test_a_day_that_a_month_has_not_is_its_last(month: str, day: int) -> None:
    due = due_in(month, DayOfMonth(day_of_month=day), CALENDAR)
    assert CALENDAR.local_date(due - timedelta(microseconds=1)) == days_of(month)[min(day, len(days_of(month))) - 1]
    assert due == CALENDAR.at_local(CALENDAR.local_date(due), "00:00")


@given(st.lists(st.integers(1, 27), max_size=4), st.integers(-400, 400))
def test_reminders_then_the_due_time_then_every_day(before: list[int], passed: int) -> None:
    rule = MonthlyTask.model_validate(
        {"day_of_month": 26, "remind": [f"{days}d" for days in before], "late": {"escalate": "hall_manager"}}
    )
    now = NOON + passed * HOUR
    following = next_notice(rule, NOON, now)
    assert following is not None
    assert now < following
    assert following >= NOON or NOON - following in rule.remind
    assert following - now <= timedelta(days=1) or now < NOON


def test_a_pattern_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    raw = {"title": {"zh": "夜", "en": "Night"}, "from": "22:00", "to": "06:00", "posts": ["counter_1"], "night": True}
    assert BOOK.rota is not None
    rota = BOOK.rota.model_validate({"patterns": {"night": raw}})
    starts, ends = pattern_times(rota, "night", date(2026, 12, 1), CALENDAR)
    assert (starts.isoformat(), ends.isoformat()) == ("2026-12-01T14:00:00+00:00", "2026-12-01T22:00:00+00:00")
    worked = Shift("1", date(2026, 12, 1), 1, "counter_1", "li", starts, ends)
    assert pattern_of(rota, worked, CALENDAR) == "night"
    assert pattern_of(rota, replace(worked, post="cash"), CALENDAR) is None


def test_a_change_is_one_of_person_or_of_time_or_a_shift_more_or_less() -> None:
    old = [shift("1", "li"), shift("2", "wang"), shift("3", "zhao"), shift("4", "chen", post="cash")]
    new = [shift("1", "li"), shift("5", "sun", NOON), shift("3", "zhao", NOON + HOUR), shift("6", "ting", NOON - HOUR)]
    found = {(c.old and c.old.staff, c.new and c.new.staff) for c in changes(old, new)}
    assert found == {("zhao", "zhao"), ("wang", "sun"), ("chen", None), (None, "ting")}
    assert changes(old, old) == []


@pytest.mark.parametrize(("gap", "refused"), [(10, True), (11, False)])
def test_between_two_shifts_lies_the_rest_that_the_playbook_wants(gap: int, refused: bool) -> None:
    before = shift("1", "li", NOON - (8 + gap) * HOUR)
    given = Conditions(BOOK, {"li": frozenset({"clerk"})}, {}, {}, [before], NOON - timedelta(days=1))
    hands = [("colleague", shift("2", "wang"), "li")]
    if not refused:
        check_new_people(hands, given, rest=11 * HOUR)
        return
    with pytest.raises(Problem) as caught:
        check_new_people(hands, given, rest=11 * HOUR)
    assert "rest less than 11 hours" in caught.value.errors["colleague"]
