"""Invariants of one deadline: pauses, changes of terms, percentages, to the microsecond."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.chains import firings_due, next_firing_at, passed_firings, warning_at
from services.dispatch.domain.clocks import due_after, micros, passed, share_of
from services.dispatch.domain.deadlines import Cause, Terms
from services.dispatch.domain.explain import paused_seconds
from services.dispatch.domain.model import Deadline
from services.dispatch.domain.promises import Named
from tests.dispatch.test_domain import an_order

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
CALENDAR = Calendar(timezone="Asia/Shanghai", open={"mon-sun": ["08:00-12:00", "13:30-20:00"]}, holidays="CN")
OTHER = Calendar(timezone="Europe/Berlin", open={"mon-sat": ["22:00-06:00"]})
CLOCKS = st.sampled_from(["wall", "business"])
BUDGETS = st.timedeltas(timedelta(seconds=1), timedelta(days=4))
SPANS = st.timedeltas(timedelta(0), timedelta(days=3))


def terms(clock: str, budget: timedelta, *, calendar: Calendar = CALENDAR, **more: Any) -> Terms:
    promise = Promise(within=timedelta(hours=1), clock=clock, **more)
    return Terms(Named("done", promise, "done"), calendar, "", micros(budget), None, None, "r", "p", 1)


def begun(clock: str, budget: timedelta, **more: Any) -> Deadline:
    return rules.begin(terms(clock, budget, **more), an_order(), START, "d", held=False)


def by(at: datetime) -> Cause:
    return Cause(at, "li")


@settings(max_examples=200, deadline=None)
@given(clock=CLOCKS, budget=BUDGETS, pauses=st.lists(st.tuples(SPANS, SPANS), max_size=4))
def test_a_pause_never_makes_it_earlier_and_keeps_the_rest_exactly(clock, budget, pauses):
    row, now = begun(clock, budget), START
    for running, held in pauses:
        now += running
        if now >= row.due_at:
            break
        before, left = row.due_at, rules.left(row, now, CALENDAR)
        stopped = rules.paused(row, "hold", by(now), CALENDAR)
        now += held
        row = rules.resumed(stopped, "hold", by(now), CALENDAR)
        assert row.due_at >= before
        assert rules.left(row, now, CALENDAR) == left
    assert row.due_at >= due_after(CALENDAR, clock, START, micros(budget))


@settings(max_examples=200, deadline=None)
@given(
    clock=CLOCKS,
    budget=BUDGETS,
    toggles=st.lists(st.tuples(st.sampled_from(["hold", "condition", "shift"]), SPANS), max_size=8),
)
def test_it_runs_exactly_while_there_is_no_reason_to_stand_still(clock, budget, toggles):
    row, now, used = begun(clock, budget), START, 0
    for reason, span in toggles:
        if row.state == "running" and row.due_at <= now:
            break
        change = rules.resumed if reason in row.reasons else rules.paused
        row = change(row, reason, by(now), CALENDAR)
        assert (row.state == "paused") == bool(row.reasons)
        if row.state == "running":
            used += passed(CALENDAR, clock, now, min(now + span, row.due_at))
        now += span
    assert rules.left(row, now, CALENDAR) == row.budget - used


@settings(max_examples=200, deadline=None)
@given(clock=CLOCKS, budget=BUDGETS, after=SPANS, held=st.none() | SPANS, calendar=st.sampled_from([CALENDAR, OTHER]))
def test_the_same_terms_move_nothing(clock, budget, after, held, calendar):
    row, now = begun(clock, budget, calendar=calendar), START + after
    if held is not None and now < row.due_at:
        row = rules.paused(row, "hold", by(now), calendar)
        now += held
    same = rules.carried(row, terms(clock, budget, calendar=calendar), calendar, by(now), "recalculated")
    assert (same.due_at, same.rest, same.budget, same.changes) == (row.due_at, row.rest, row.budget, row.changes)


@settings(max_examples=200, deadline=None)
@given(clock=CLOCKS, budget=BUDGETS, changed=BUDGETS, after=SPANS)
def test_a_change_of_terms_carries_over_what_has_passed(clock, budget, changed, after):
    row, now = begun(clock, budget), START + after
    again = rules.carried(row, terms(clock, changed, calendar=OTHER), CALENDAR, by(now), "carried_over")
    if row.due_at <= now:
        assert again == row
        return
    used = passed(CALENDAR, clock, START, now)
    assert rules.left(again, now, OTHER) == max(0, micros(changed) - used)
    there = rules.carried(again, terms(clock, budget), OTHER, by(now), "carried_over")
    if micros(changed) > used:
        assert rules.left(there, now, CALENDAR) == micros(budget) - used


@given(budget=st.integers(1, 10**15), basis=st.integers(1, 999_999))
def test_shares_are_exact(budget, basis):
    share = Fraction(basis, 1_000_000)
    reached = share_of(budget, share)
    assert Fraction(reached, budget) >= share > Fraction(reached - 1, budget)


@settings(deadline=None)
@given(clock=CLOCKS, budget=BUDGETS, basis=st.integers(1, 999_999))
def test_a_warning_comes_when_its_share_has_passed_and_not_a_microsecond_before(clock, budget, basis):
    share = Fraction(basis, 1_000_000)
    row = begun(clock, budget)
    promise = Promise.model_validate({"within": "1h", "warn": [{"at": "80%"}]})
    at = warning_at(promise.warn[0].model_copy(update={"at": share}), row, CALENDAR)
    assert passed(CALENDAR, clock, START, at) == share_of(row.budget, share)
    assert at <= row.due_at


def test_nothing_is_breached_at_99_95_percent():
    row = begun("wall", timedelta(hours=1))
    nearly = START + timedelta(microseconds=share_of(row.budget, Fraction(9995, 10000)))
    assert rules.judged(row, nearly, nearly).state == "met"
    assert rules.judged(row, row.due_at, row.due_at).state == "met"
    assert rules.judged(row, row.due_at + timedelta(microseconds=1), row.due_at).state == "missed"
    late = replace(row, state="missed")
    assert rules.judged(late, START, START).state == "missed"


def test_stretches_under_two_reasons_count_once():
    row = begun("wall", timedelta(hours=5))
    for reason, minutes in [("hold", 10), ("shift", 20)]:
        row = rules.paused(row, reason, by(START + timedelta(minutes=minutes)), CALENDAR)
    for reason, minutes in [("hold", 30), ("shift", 50)]:
        row = rules.resumed(row, reason, by(START + timedelta(minutes=minutes)), CALENDAR)
    assert paused_seconds(row) == 40 * 60


LINKS = st.lists(
    st.fixed_dictionaries(
        {
            "escalate": st.just("head"),
            "after": st.sampled_from(["0s", "5m", "1h"]),
            "every": st.sampled_from(["1m", "15m"]),
            "times": st.integers(2, 6),
        }
    ),
    max_size=3,
)


@given(links=LINKS, waits=st.lists(st.timedeltas(timedelta(0), timedelta(hours=1)), max_size=12))
def test_every_firing_of_a_chain_comes_exactly_once_whenever_somebody_looks(links, waits):
    promise = Promise.model_validate({"within": "1h", "else": links})
    row = rules.missed(begun("wall", timedelta(hours=1)), START)
    now, raised = row.due_at, []
    for wait in [*waits, timedelta(days=1)]:
        now += wait
        due = firings_due(promise, row, now)
        due_at = next_firing_at(promise, row)
        assert bool(due) == (due_at is not None and due_at <= now)
        raised += [(firing.place, firing.repeat) for firing in due]
        row = passed_firings(promise, row, now)
    wanted = [(place, n) for place, link in enumerate(links) for n in range(1, link["times"] + 1)]
    assert sorted(raised) == wanted
    assert next_firing_at(promise, row) is None
