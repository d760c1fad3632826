"""What no proposal may break, looked at shift by shift, as a person with the roster in hand would.

Knows nothing of the search: what the search proposes is looked through with this again, and so are shifts that were
decided before, which may break rules already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from contracts.durations import format_duration
from frontdesk.planning.problem import ONE_DAY, Problem, Shift, minutes


@dataclass(frozen=True, order=True)
class Broken:
    """A broken rule: ``absent``, ``post``, ``overlap``, ``rest``, ``row`` or ``hours``, and what it means in words."""

    day: date
    person: str
    rule: str
    detail: str


@dataclass(frozen=True, order=True)
class Worked:
    """Somebody's working time; ``planned``: it is one of the shifts looked at, not one from before."""

    starts: int
    ends: int
    day: date
    planned: bool


def broken_rules(problem: Problem, shifts: Iterable[Shift]) -> list[Broken]:
    """Every rule these shifts break, together with those from before the month; in order of day and person."""
    given = list(shifts)
    found: set[Broken] = set()
    for person in problem.people:
        own = [shift for shift in given if shift.person == person]
        found.update(_may(problem, own))
        if own:
            worked = _worked(problem, person, own)
            found.update(_rest(problem, person, worked))
            found.update(_row(problem, person, {each.day for each in worked}, {shift.day for shift in own}))
            found.update(_hours(problem, person, own))
    return sorted(found)


def _may(problem: Problem, own: list[Shift]) -> Iterator[Broken]:
    for shift in own:
        if (shift.person, shift.day) in problem.absent:
            yield Broken(shift.day, shift.person, "absent", "is absent that day")
        if shift.post not in problem.people[shift.person].posts:
            yield Broken(shift.day, shift.person, "post", f"has not the role or the skills that {shift.post} asks for")


def _worked(problem: Problem, person: str, own: list[Shift]) -> list[Worked]:
    planned = [
        Worked(problem.begins(each.day, each.pattern), problem.ends(each.day, each.pattern), each.day, planned=True)
        for each in own
    ]
    past = [Worked(each.starts, each.ends, each.day, planned=False) for each in problem.past if each.person == person]
    return sorted(planned + past)


def _rest(problem: Problem, person: str, worked: list[Worked]) -> Iterator[Broken]:
    needed = problem.planning.rest
    for before, after in pairwise(worked):
        if not (before.planned or after.planned):
            continue
        gap = after.starts - before.ends
        if gap < 0 or before.day == after.day:
            yield Broken(after.day, person, "overlap", "has two shifts at once or on one day")
        elif gap < minutes(needed):
            detail = f"rests {gap // 60}:{gap % 60:02} hours after the shift before, not {format_duration(needed)}"
            yield Broken(after.day, person, "rest", detail)


def _row(problem: Problem, person: str, worked: set[date], planned: set[date]) -> Iterator[Broken]:
    most = problem.planning.most_days_in_a_row
    for start in sorted(worked):
        if start - ONE_DAY in worked:
            continue
        run = [start]
        while run[-1] + ONE_DAY in worked:
            run.append(run[-1] + ONE_DAY)
        if len(run) > most and planned & set(run):
            yield Broken(run[most], person, "row", f"works {len(run)} days in a row from {start}, not {most}")


def _hours(problem: Problem, person: str, own: list[Shift]) -> Iterator[Broken]:
    for week in problem.month.weeks:
        there = [shift for shift in own if shift.day in week]
        total = sum(problem.length(each.day, each.pattern) for each in there)
        most = problem.limits(person, week)[1]
        if there and total > most:
            detail = f"works {total / 60:g} hours from {week[0]} to {week[-1]}, at most {most / 60:g}"
            yield Broken(week[0], person, "hours", detail)
