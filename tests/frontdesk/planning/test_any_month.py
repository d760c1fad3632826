"""Whatever the hall, the month and the past: no proposal breaks a hard rule, and what it says is short is short.

The rules are looked at here day by day and minute by minute with the site's own clock, with nothing of the planner's.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.planning.problem import Month, PastShift, Pattern, Person, Problem, Shift, Wish
from frontdesk.planning.proposal import Proposal
from frontdesk.planning.propose import propose
from frontdesk.planning.rules import broken_rules
from frontdesk.planning.solution import Options
from frontdesk.planning.solve import solve
from tests.frontdesk.planning.small import month_of

MONTHS = [
    Month(date(2026, 12, 1), "Asia/Shanghai", "CN"),
    Month(date(2027, 2, 1), "Asia/Shanghai", "CN"),
    Month(date(2027, 3, 1), "Europe/Berlin"),
    Month(date(2026, 10, 1), "Europe/Berlin", "DE-BY"),
]
PATTERNS = [
    Pattern("early", 360, 840, ("desk", "gate")),
    Pattern("day", 540, 1020, ("desk",)),
    Pattern("late", 840, 1320, ("desk", "gate")),
    Pattern("night", 1320, 1800, ("gate",), night=True),
]
HOURS = [["06:00-14:00"], ["09:00-17:00", "18:00-20:00"], ["22:00-02:00"], ["00:00-24:00"]]


@st.composite
def problems(draw: st.DrawFn, *, decided: bool = False) -> Problem:
    month = draw(st.sampled_from(MONTHS))
    patterns = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique=True))
    posts = sorted({post for pattern in patterns for post in pattern.posts})
    people = [_person(draw, f"p{number}", posts) for number in range(draw(st.integers(1, 4)))]
    names = st.sampled_from([each.actor for each in people])
    days = st.sampled_from(month.days)
    coverage = [
        {
            "post": draw(st.sampled_from(posts)),
            "hours": draw(st.sampled_from(HOURS)),
            "days": draw(st.sampled_from([[], ["mon-fri"], ["sat-sun"]])),
            "skills": draw(st.sampled_from([[], [], ["english"]])),
            "least": draw(st.integers(0, 2)),
            "wanted": 2,
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    rules = {
        "rest": draw(st.sampled_from(["11h", "16h", "8h"])),
        "most_days_in_a_row": draw(st.integers(2, 6)),
        "weekly_hours": draw(st.sampled_from([{"limit": "40h", "overtime": "4h"}, {"limit": "24h", "overtime": "8h"}])),
    }
    wish = st.builds(Wish, names, days, st.just(True))
    shifts = st.builds(_shift, names, days, st.sampled_from(patterns), st.integers(0, 1))
    return month_of(
        people,
        coverage,
        patterns,
        rules,
        month=month,
        absent=frozenset(draw(st.lists(st.tuples(names, days), max_size=12))),
        past=tuple(
            _past(month, *each)
            for each in draw(st.lists(st.tuples(names, st.integers(1, 8)), max_size=10, unique=True))
        ),
        wishes=tuple(draw(st.lists(wish, max_size=4))),
        fixed=tuple(sorted(draw(st.sets(shifts, min_size=1, max_size=14)))) if decided else (),
    )


def _person(draw: st.DrawFn, actor: str, posts: list[str]) -> Person:
    own = draw(st.sets(st.sampled_from(posts), min_size=1))
    return Person(actor, actor, frozenset(own), frozenset(draw(st.sets(st.sampled_from(["english"])))))


def _shift(person: str, day: date, pattern: Pattern, which: int) -> Shift:
    return Shift(day, person, pattern.name, pattern.posts[which % len(pattern.posts)])


def _past(month: Month, person: str, back: int) -> PastShift:
    day = month.first - timedelta(days=back)
    return PastShift(person, day, month.at(day, 840), month.at(day, 1320), "desk")


def _found(problem: Problem) -> Proposal:
    return propose(problem, solve(problem, Options(2, workers=1, seed=1)))


# ---------------------------------------------------------------------- a look of our own
def wall(problem: Problem, day: date, minutes: int) -> datetime:
    """A local time of the site, which may be of the day after."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(problem.month.timezone)) + timedelta(minutes=minutes)


def hours_between(earlier: datetime, later: datetime) -> float:
    return (later.timestamp() - earlier.timestamp()) / 3600


def times(problem: Problem, proposal: Proposal, person: str) -> list[tuple[datetime, datetime, bool]]:
    """When somebody works: from, to, and whether the month proposes it."""
    own = [
        (
            wall(problem, it.day, problem.patterns[it.pattern].starts),
            wall(problem, it.day, problem.patterns[it.pattern].ends),
            True,
        )
        for it in proposal.shifts
        if it.person == person
    ]
    zone = ZoneInfo(problem.month.timezone)
    before = [
        (datetime.fromtimestamp(it.starts * 60, zone), datetime.fromtimestamp(it.ends * 60, zone), False)
        for it in problem.past
        if it.person == person
    ]
    return sorted(own + before)


def wrong_with(problem: Problem, proposal: Proposal) -> Iterator[str]:
    """Everything that breaks a hard rule."""
    rest = problem.planning.rest.total_seconds() / 3600
    for it in proposal.shifts:
        if (it.person, it.day) in problem.absent:
            yield f"{it.person} is absent on {it.day}"
        if it.post not in problem.people[it.person].posts or it.post not in problem.patterns[it.pattern].posts:
            yield f"{it.person} cannot work {it.pattern} at {it.post}"
    for person in problem.people:
        worked = times(problem, proposal, person)
        for (_, ends, one), (starts, _, other) in combinations(worked, 2):
            if (one or other) and hours_between(ends, starts) < rest:
                yield f"{person} rests too little before {starts}"
        days = {starts.date() for starts, _, _ in worked}
        proposed = {it.day for it in proposal.shifts if it.person == person}
        most = problem.planning.most_days_in_a_row
        for day in proposed:
            for first in range(most + 1):
                span = {day + timedelta(days=step - first) for step in range(most + 1)}
                if span <= days:
                    yield f"{person} works {most + 1} days in a row around {day}"
        yield from _too_long(problem, person, worked)


def _too_long(problem: Problem, person: str, worked: list[tuple[datetime, datetime, bool]]) -> Iterator[str]:
    """Whole weeks, at the month's start with the days before it: none is longer than limit and overtime."""
    hours = problem.planning.weekly_hours
    most = (hours.limit + hours.overtime).total_seconds() / 3600
    by_week: dict[date, float] = {}
    proposed = set()
    for starts, ends, new in worked:
        monday = starts.date() - timedelta(days=starts.weekday())
        by_week[monday] = by_week.get(monday, 0) + hours_between(starts, ends)
        if new:
            proposed.add(monday)
    for monday in proposed:
        if by_week[monday] > most and not _more_before(problem, person, monday, most):
            yield f"{person} works {by_week[monday]} hours from {monday}"


def _more_before(problem: Problem, person: str, monday: date, most: float) -> bool:
    before = [it for it in problem.past if it.person == person and it.day >= monday]
    return sum(it.ends - it.starts for it in before) / 60 > most


def missing_hours(problem: Problem, proposal: Proposal) -> float:
    """Hours of a person fewer than the least, counted in steps of an hour: every time of these halls is a full hour.
    Rows that ask for the same people at the same hour miss them once."""
    asked: dict[tuple[str, frozenset[str], float], int] = {}
    for row in problem.planning.coverage:
        for day in problem.month.days:
            if row.counts_on(problem.month.kind(day)):
                for at in _hours(problem, day, row.hours):
                    key = (row.post, frozenset(row.skills), at)
                    asked[key] = max(row.least, asked.get(key, 0))
    return sum(
        max(0, least - _there(problem, proposal, post, set(skills), at)) for (post, skills, at), least in asked.items()
    )


def _hours(problem: Problem, day: date, windows: list[str]) -> Iterator[float]:
    for window in windows:
        first, last = (int(part[:2]) for part in window.split("-"))
        begins, ends = wall(problem, day, first * 60), wall(problem, day, (last if last > first else last + 24) * 60)
        at = begins.timestamp()
        while at < ends.timestamp():
            yield at
            at += 3600


def _there(problem: Problem, proposal: Proposal, post: str, skills: set[str], at: float) -> int:
    here = [(it.person, it.starts_at.timestamp(), it.ends_at.timestamp()) for it in proposal.shifts if it.post == post]
    here += [(it.person, it.starts * 60, it.ends * 60) for it in problem.past if it.post == post]
    return sum(first <= at < last and skills <= problem.people[person].skills for person, first, last in here)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(problem=problems())
def test_no_proposal_breaks_a_hard_rule_and_what_is_short_is_said(problem: Problem) -> None:
    proposal = _found(problem)
    assert list(wrong_with(problem, proposal)) == []
    assert proposal.broken == []
    assert proposal.figures.short_hours == missing_hours(problem, proposal)
    assert proposal.stages[0].objective == pytest.approx(proposal.figures.short_hours)
    assert proposal.met == (proposal.figures.short_hours == 0)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(problem=problems(decided=True))
def test_decided_shifts_stay_and_nothing_is_broken_beyond_what_they_break(problem: Problem) -> None:
    proposal = _found(problem)
    assert {Shift(it.day, it.person, it.pattern, it.post) for it in proposal.shifts if it.fixed} == set(problem.fixed)
    alone = {(it.day, it.person, it.rule) for it in broken_rules(problem, problem.fixed)}
    assert {(it.day, it.person, it.rule) for it in proposal.broken} == alone
    if not alone:
        assert list(wrong_with(problem, proposal)) == []
