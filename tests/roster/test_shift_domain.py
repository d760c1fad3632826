from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.playbook import find, load
from contracts.problems import Conflict, Forbidden, Invalid, Problem
from contracts.roster import PlannedShift
from services.roster.domain.shifts import (
    Shift,
    check_begun,
    check_overlaps,
    check_planned,
    identify,
    late_seconds,
    may_hold,
    plan_day,
    shift_to_sign_in_for,
)

BOOK = load(find("property-desk"))
DAY = date(2026, 11, 21)
ROLES = {"li": frozenset({"clerk"}), "wang": frozenset({"clerk"}), "tech": frozenset({"technician"})}
MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)

HOUR = timedelta(hours=1)


def at(hour: float) -> datetime:
    """Hours after local midnight of 21 November."""
    return MIDNIGHT + timedelta(hours=hour)


def planned(
    staff: str, start: float, end: float, *, post: str = "front_desk", shift_id: str | None = None
) -> PlannedShift:
    return PlannedShift(shift_id=shift_id, post=post, staff=staff, starts_at=at(start), ends_at=at(end))


def shift(staff: str, start: float, end: float, shift_id: str = "s1", **more: object) -> Shift:
    return Shift(shift_id, DAY, 1, "front_desk", staff, at(start), at(end), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (planned("li", 8, 20, post="no_post"), "shifts.1.post"),
        (planned("nobody", 8, 20), "shifts.1.staff"),
        (planned("tech", 8, 20), "shifts.1.staff"),
        (planned("li", 20, 8), "shifts.1.ends_at"),
        (planned("li", 8, 8), "shifts.1.ends_at"),
        (planned("li", -1, 8), "shifts.1.starts_at"),
        (planned("li", 24, 30), "shifts.1.starts_at"),
    ],
)
def test_what_is_wrong_with_a_shift_is_named_with_its_place(wrong: PlannedShift, path: str) -> None:
    assert set(check_planned(DAY, [planned("wang", 20, 32), wrong], BOOK, ROLES)) == {path}


def test_a_shift_may_run_into_the_next_day() -> None:
    assert check_planned(DAY, [planned("li", 0, 8), planned("wang", 23.5, 32)], BOOK, ROLES) == {}


def test_back_to_back_shifts_do_not_overlap() -> None:
    assert check_overlaps([shift("li", 8, 12), shift("li", 12, 20, "s2")], []) == {}


def test_overlaps_within_the_day_and_with_the_night_before_are_named() -> None:
    night = Shift("n", DAY - timedelta(days=1), 1, "front_desk", "wang", at(-4), at(8.5))
    errors = check_overlaps([shift("li", 8, 12), shift("wang", 8, 12, "s2"), shift("li", 11, 20, "s3")], [night])
    assert set(errors) == {"shifts.1.staff", "shifts.2.staff"}
    assert "2026-11-20" in errors["shifts.1.staff"]
    assert "shifts.0" in errors["shifts.2.staff"]


spans = st.tuples(st.integers(0, 23), st.integers(1, 30)).map(lambda span: (span[0], span[0] + span[1]))
rows = st.lists(st.tuples(st.sampled_from(["li", "wang"]), spans), min_size=1, max_size=4)


@given(st.lists(st.tuples(st.integers(0, 2), rows), max_size=12))
def test_no_person_ever_has_two_overlapping_published_shifts(
    publications: list[tuple[int, list[tuple[str, tuple[int, int]]]]],
) -> None:
    """Whatever is published and published again, refused or not."""
    days: dict[date, list[Shift]] = {}
    for version, (offset, plan) in enumerate(publications, start=1):
        day = DAY + timedelta(days=offset)
        wishes = [planned(staff, offset * 24 + start, offset * 24 + end) for staff, (start, end) in plan]
        current = days.get(day, [])
        ids, errors = identify(wishes, current, (f"{version}-{i}" for i in range(len(wishes))))
        fresh = plan_day(day, version, wishes, ids, current)
        elsewhere = [kept for other, kept_shifts in days.items() if other != day for kept in kept_shifts]
        if not errors and not check_overlaps(fresh, elsewhere):
            days[day] = fresh
    published = [kept for kept_shifts in days.values() for kept in kept_shifts]
    assert not [
        pair for pair in combinations(published, 2) if pair[0].staff == pair[1].staff and pair[0].overlaps(pair[1])
    ]
    assert len({kept.id for kept in published}) == len(published)


def test_published_again_an_unchanged_shift_keeps_its_id_and_what_happened() -> None:
    started = shift("li", 8, 20, state="started", signed_in_at=at(8))
    wishes = [planned("wang", 20, 32), planned("li", 8, 20)]
    ids, errors = identify(wishes, [started], iter(["new1", "new2"]))
    assert (ids, errors) == (["new1", "s1"], {})
    fresh = plan_day(DAY, 2, wishes, ids, [started])
    assert (fresh[1].state, fresh[1].version, fresh[0].state) == ("started", 2, "planned")
    check_begun(fresh, [started])


@pytest.mark.parametrize("wishes", [[planned("wang", 8, 20)], [planned("li", 8, 18, shift_id="s1")]])
def test_a_shift_that_began_is_neither_dropped_nor_changed(wishes: list[PlannedShift]) -> None:
    started = shift("li", 8, 20, state="started")
    ids, _ = identify(wishes, [started], iter(["new"]))
    with pytest.raises(Conflict, match="li's shift s1 has started"):
        check_begun(plan_day(DAY, 2, wishes, ids, [started]), [started])


def test_ids_must_be_of_the_day_and_named_once() -> None:
    wishes = [
        planned("li", 8, 20, shift_id="s1"),
        planned("wang", 8, 20, shift_id="s1"),
        planned("wang", 20, 32, shift_id="s9"),
    ]
    _, errors = identify(wishes, [shift("li", 8, 20)], iter(["new"]))
    assert set(errors) == {"shifts.1.shift_id", "shifts.2.shift_id"}


@pytest.mark.parametrize(("hour", "fits"), [(6.99, False), (7, True), (8, True), (19.99, True), (20, False)])
def test_one_signs_in_from_an_hour_before_the_start_until_the_end(hour: float, fits: bool) -> None:
    if fits:
        assert shift_to_sign_in_for([shift("li", 8, 20)], "s1", "li", at(hour), HOUR).id == "s1"
    else:
        with pytest.raises(Conflict):
            shift_to_sign_in_for([shift("li", 8, 20)], "s1", "li", at(hour), HOUR)


def test_without_an_id_it_is_the_one_that_starts_next() -> None:
    shifts = [shift("li", 20, 32, "later"), shift("li", 8, 20, "now"), shift("li", 0, 7, "missed")]
    assert shift_to_sign_in_for(shifts, None, "li", at(9), HOUR).id == "now"


@pytest.mark.parametrize(
    ("shifts", "shift_id", "kind"),
    [
        ([shift("wang", 8, 20)], "s1", Forbidden),
        ([shift("li", 8, 20, state="ended")], "s1", Conflict),
        ([shift("li", 8, 20, state="started")], "s1", Conflict),
        ([shift("li", 0, 8, "s0", state="started"), shift("li", 8, 20)], "s1", Conflict),
        ([], "s1", Invalid),
        ([], None, Conflict),
    ],
)
def test_who_may_not_sign_in(shifts: list[Shift], shift_id: str | None, kind: type[Problem]) -> None:
    with pytest.raises(kind):
        shift_to_sign_in_for(shifts, shift_id, "li", at(9), HOUR)


def test_lateness_counts_from_the_start() -> None:
    assert late_seconds(at(8), at(7.5)) == 0
    assert late_seconds(at(8), at(8.25)) == 900


def test_a_post_asks_for_its_role() -> None:
    assert may_hold(BOOK, "front_desk", frozenset({"clerk"}))
    assert not may_hold(BOOK, "front_desk", frozenset({"technician"}))
    assert may_hold(BOOK, "post_of_an_earlier_playbook", frozenset())
