from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.playbook import find, load
from contracts.playbook.grammar import FieldSpec
from contracts.problems import Conflict, Invalid
from services.followup.domain.answers import department_told, follow_up_outcome, judge, outcome_of
from services.followup.domain.calling import (
    callback_hours,
    must_be_open,
    next_attempt,
    owner_after,
    why_handed_over,
)
from services.followup.domain.pinned import Plan, pin, read_plan
from services.followup.domain.plans import Occasion, holding, plans_of

BOOK = load(find("property-desk"))
HOURS = callback_hours(BOOK)
LINE = BOOK.lines["repair"]
REPAIR = pin(LINE.follow_up[0], LINE, {})
PLAIN = Plan("call", {"zh": "回访", "en": "Call"}, retry_after=timedelta(hours=1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


def test_callback_hours_are_those_of_the_playbook_in_its_time_zone() -> None:
    assert HOURS.is_open(at("21T09:00:00"))
    assert not HOURS.is_open(at("21T08:59:59"))
    assert not HOURS.is_open(at("21T12:30:00"))
    assert HOURS.next_open(at("21T20:00:00")) == at("22T09:00:00")
    assert callback_hours(BOOK) is HOURS


def test_a_pinned_plan_survives_being_stored() -> None:
    assert read_plan(REPAIR.document()) == REPAIR
    assert REPAIR.rate == ("quality", "timeliness", "attitude")


def test_a_plan_stored_before_there_were_others_is_read() -> None:
    stored = {
        "name": "callback",
        "title": "维修回访 / Repair callback",
        "rate": ["quality", "timeliness", "attitude"],
        "scale": [1, 5],
        "satisfied_at": 3,
        "attempts": 3,
        "retry_after": "2h",
    }
    read = read_plan(stored)
    assert (read.title, read.kind, read.root) == ("维修回访 / Repair callback", "callback", "verified")
    assert replace(read, label=REPAIR.label) == REPAIR


@pytest.mark.parametrize(
    ("form", "planned"),
    [({"reporter": "张*", "place": "3-201"}, 1), ({"by_department": "security"}, 0), ({"by_department": None}, 1)],
)
def test_only_a_residents_repair_is_followed_up(form: dict[str, object], planned: int) -> None:
    occasion = Occasion("HQ-20261121-0001", "repair", 1, at("21T09:00:00"), "engineering", "li", form)
    assert len(holding(plans_of(LINE, "verified"), LINE, occasion)) == planned


def test_the_next_attempt_is_moved_into_callback_hours() -> None:
    assert next_attempt(HOURS, REPAIR.retry_after, at("21T09:30:00"), None) == at("21T11:30:00")
    assert next_attempt(HOURS, REPAIR.retry_after, at("21T11:00:00"), None) == at("21T14:00:00")
    assert next_attempt(HOURS, REPAIR.retry_after, at("21T19:00:00"), None) == at("22T09:00:00")


@pytest.mark.parametrize(
    ("agreed", "hint"), [("21T12:30:00", "2026-11-21T14:00:00+08:00"), ("21T08:00:00", "still to come")]
)
def test_an_agreed_time_must_be_possible(agreed: str, hint: str) -> None:
    with pytest.raises(Invalid) as refused:
        next_attempt(HOURS, REPAIR.retry_after, at("21T09:00:00"), at(agreed))
    assert hint in refused.value.errors["next_at"]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_whatever_the_hour_the_next_attempt_lies_inside_callback_hours_and_later(now: datetime) -> None:
    found = next_attempt(HOURS, REPAIR.retry_after, now, None)
    assert HOURS.is_open(found)
    assert found >= now + REPAIR.retry_after


def test_a_refusal_outside_callback_hours_names_the_next_opening() -> None:
    with pytest.raises(Conflict, match="2026-11-22T09:00:00\\+08:00"):
        must_be_open(HOURS, at("21T20:30:00"))
    must_be_open(HOURS, at("21T19:59:59"))


@pytest.mark.parametrize(("worst", "satisfied"), [(3, True), (2, False), (1, False), (5, True)])
def test_every_rating_must_reach_the_threshold(worst: int, satisfied: bool) -> None:
    assert judge(REPAIR, {"quality": 5, "timeliness": worst, "attitude": 4}, None) is satisfied


def test_each_wrong_rating_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        judge(REPAIR, {"quality": 6, "timeliness": 0, "speed": 3}, True)
    assert set(refused.value.errors) == {
        "ratings.quality",
        "ratings.timeliness",
        "ratings.attitude",
        "ratings.speed",
        "satisfied",
    }


def test_without_ratings_the_answer_itself_is_needed() -> None:
    assert judge(PLAIN, {}, False) is False
    assert judge(PLAIN, {}, True) is True
    asking = replace(PLAIN, questions={"heard": FieldSpec(type="text")})
    assert [judge(asking, {}, said) for said in (True, False, None)] == [True, False, None]
    with pytest.raises(Invalid) as refused:
        judge(PLAIN, {}, None)
    assert set(refused.value.errors) == {"satisfied"}


def test_remarks_go_to_a_department_that_exists() -> None:
    assert department_told(BOOK, "engineering", "paint the door", None) == "engineering"
    assert department_told(BOOK, "engineering", "paint the door", "cleaning") == "cleaning"
    assert department_told(BOOK, "engineering", None, None) is None
    for remarks, path in [("paint the door", "pass_to"), (None, "pass_to")]:
        with pytest.raises(Invalid) as refused:
            department_told(BOOK, "engineering", remarks, "painters")
        assert set(refused.value.errors) == {path}
    with pytest.raises(Invalid) as refused:
        department_told(BOOK, "engineering", None, "cleaning")
    assert set(refused.value.errors) == {"remarks"}


def test_a_follow_up_is_satisfied_only_when_everyone_asked_is() -> None:
    assert follow_up_outcome(["satisfied", "satisfied"]) == "satisfied"
    assert follow_up_outcome(["satisfied", "exhausted"]) == "exhausted"
    assert follow_up_outcome(["dissatisfied"]) == "exhausted"
    assert follow_up_outcome([outcome_of(None), "sent", outcome_of(True)]) == "satisfied"
    assert follow_up_outcome(["sent", outcome_of(False)]) == "exhausted"


@given(st.lists(st.sampled_from(["li", "wang", "chen", "zhao"]), min_size=1, max_size=7), st.randoms())
def test_whatever_the_order_of_arrival_the_last_owner_stands(people: list[str], random: Random) -> None:
    owners = [person for i, person in enumerate(people) if i == 0 or person != people[i - 1]]
    moves = list(pairwise(owners))
    random.shuffle(moves)
    assert owner_after(owners[0], moves) == owners[-1]


def test_the_log_says_why_a_callback_was_not_made() -> None:
    end = at("21T20:00:00")
    assert why_handed_over(at("22T09:00:00"), at("21T19:00:00"), end, HOURS) == "due after the end of the shift"
    assert why_handed_over(at("21T14:00:00"), at("21T12:30:00"), end, HOURS) == "outside callback hours"
    assert why_handed_over(at("21T14:00:00"), at("21T15:00:00"), end, HOURS) is None


def test_holidays_count_only_where_the_playbook_names_holiday_windows() -> None:
    spring_festival = datetime.fromisoformat("2026-02-17T10:00:00+08:00")
    assert HOURS.is_open(spring_festival)
    closed = BOOK.model_copy(update={"callback_hours": {"mon-sun": ["09:00-12:00"], "holiday": ["15:00-16:00"]}})
    assert isinstance(callback_hours(closed), Calendar)
    assert not callback_hours(closed).is_open(spring_festival)
