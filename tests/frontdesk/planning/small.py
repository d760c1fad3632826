"""Small months that a person can plan by hand, and the search as the command runs it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from contracts.playbook.planning import Planning
from frontdesk.planning.problem import Month, Pattern, Person, Problem
from frontdesk.planning.proposal import Proposal
from frontdesk.planning.propose import propose
from frontdesk.planning.solution import Options
from frontdesk.planning.solve import solve

DECEMBER = Month(date(2026, 12, 1), "Asia/Shanghai")
"""Begins on a Tuesday and ends on a Thursday."""
EARLY = Pattern("early", 8 * 60, 16 * 60, ("desk",))
LATE = Pattern("late", 14 * 60, 22 * 60, ("desk",))
NIGHT = Pattern("night", 22 * 60, 30 * 60, ("desk",), night=True)
EVERY_MORNING = {"post": "desk", "hours": ["08:00-16:00"], "least": 1}


def day(number: int) -> date:
    """A day of December; 0 is the last of November."""
    return date(2026, 11, 30) + timedelta(days=number)


def person(actor: str, *skills: str, **more: Any) -> Person:
    return Person(actor, actor, **{"posts": frozenset({"desk"}), "skills": frozenset(skills), **more})


def month_of(
    people: Iterable[Person | str],
    coverage: Iterable[Mapping[str, Any]] = (EVERY_MORNING,),
    patterns: Iterable[Pattern] = (EARLY,),
    planning: Mapping[str, Any] | None = None,
    **more: Any,
) -> Problem:
    """A month in which, unless said otherwise, one person is needed each morning."""
    known = [person(each) if isinstance(each, str) else each for each in people]
    rules = {"coverage": list(coverage), **(planning or {})}
    return Problem(
        **{
            "site": "HQ",
            "month": DECEMBER,
            "patterns": {pattern.name: pattern for pattern in patterns},
            "people": {each.actor: each for each in known},
            "planning": Planning.model_validate(rules),
            **more,
        }
    )


def planned(problem: Problem, seconds: float = 20) -> Proposal:
    """The proposal; small months are always searched to their end, which the tests rely on."""
    found = propose(problem, solve(problem, Options(seconds, workers=1, seed=1)))
    assert [stage.proved for stage in found.stages] == [True, True]
    return found


def days_of(proposal: Proposal, actor: str) -> list[int]:
    """The days of the month on which somebody works."""
    return [shift.day.day for shift in proposal.shifts if shift.person == actor]
