"""From rows of coverage to stretches of time: who could be there is the same from each stretch's start to its end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from contracts.open_hours import parse_windows
from contracts.playbook.planning import Coverage
from frontdesk.planning.problem import ONE_DAY, Problem

Instance = tuple[date, str]
"""A pattern on a day."""


@dataclass(frozen=True)
class Demand:
    """At ``post`` from ``starts`` to ``ends`` (moments) ``least`` people are needed and ``wanted`` are wished for.

    Those on one of ``instances`` count when they have all ``skills``. ``already``: how many from before the month are
    there."""

    post: str
    day: date
    starts: int
    ends: int
    least: int
    wanted: int
    skills: frozenset[str]
    instances: frozenset[Instance]
    already: int = 0
    pattern: str | None = None

    @property
    def length(self) -> int:
        """Minutes."""
        return self.ends - self.starts

    def goes_on_as(self, other: "Demand") -> bool:
        """Whether ``other`` asks for the same from this one's end on."""
        same = (self.post, self.day, self.skills, self.pattern) == (other.post, other.day, other.skills, other.pattern)
        return same and self.ends == other.starts

    def until(self, other: "Demand") -> "Demand":
        """Both as one stretch; whoever works a part of it counts as being there."""
        return replace(self, ends=other.ends, instances=self.instances | other.instances)


@dataclass(frozen=True)
class Room:
    """A stretch at ``post`` in which no more than ``most`` are asked for; who is there beyond that is surplus."""

    post: str
    starts: int
    ends: int
    most: int
    instances: frozenset[Instance]


def demands(problem: Problem) -> list[Demand]:
    """What all rows of coverage ask for in the month, in order of time. Rows that ask for the same people at the same
    time are one: nobody is missing twice."""
    edges = _edges(problem)
    found: dict[tuple[object, ...], Demand] = {}
    for row in problem.planning.coverage:
        for day in problem.month.days:
            if row.counts_on(problem.month.kind(day)):
                for each in _of_row(problem, row, day, edges):
                    key = (each.post, each.starts, each.ends, each.skills, each.pattern)
                    other = found.setdefault(key, each)
                    least, wanted = max(each.least, other.least), max(each.wanted, other.wanted)
                    found[key] = replace(other, least=least, wanted=wanted)
    return sorted(found.values(), key=lambda it: (it.starts, it.post, it.ends, sorted(it.skills), it.pattern or ""))


def _edges(problem: Problem) -> dict[str, set[int]]:
    """By post the moments at which somebody may come or go, or more or fewer are asked for."""
    found: dict[str, set[int]] = {row.post: set() for row in problem.planning.coverage}
    for post, edges in found.items():
        edges |= {moment for each in _instances(problem, post) for moment in _span(problem, each)}
        edges |= {moment for shift in problem.past if shift.post == post for moment in (shift.starts, shift.ends)}
    for row in problem.planning.coverage:
        for day in problem.month.days:
            if row.counts_on(problem.month.kind(day)):
                found[row.post] |= {problem.month.at(day, wall) for it in parse_windows(row.hours) for wall in it}
    return found


def rooms(problem: Problem, asked: list[Demand]) -> list[Room]:
    """For each post the stretches of its shifts, each with the most people that any row wants there."""
    found = []
    for post in sorted({post for pattern in problem.patterns.values() for post in pattern.posts}):
        all_instances = list(_instances(problem, post))
        own = [each for each in asked if each.post == post]
        cuts = {moment for each in own for moment in (each.starts, each.ends)}
        cuts |= {moment for each in all_instances for moment in _span(problem, each)}
        for starts, ends in pairwise(sorted(cuts)):
            there = _covering(problem, all_instances, starts, ends)
            if there:
                found.append(Room(post, starts, ends, _most(own, there, starts, ends), there))
    return found


def _most(own: list[Demand], there: frozenset[Instance], starts: int, ends: int) -> int:
    """Rows by hour look at the same people, rows by pattern at different ones."""
    now = [each for each in own if each.starts <= starts and ends <= each.ends]
    by_hour = max((each.wanted for each in now), default=0)
    by_pattern: dict[frozenset[Instance], int] = {}
    for each in now:
        if len(each.instances) == 1 and each.instances <= there:
            by_pattern[each.instances] = max(by_pattern.get(each.instances, 0), each.wanted)
    return max(by_hour, sum(by_pattern.values()))


def _of_row(problem: Problem, row: Coverage, day: date, edges: dict[str, set[int]]) -> Iterator[Demand]:
    skills = frozenset(row.skills)
    if row.pattern is not None:
        starts, ends = problem.begins(day, row.pattern), problem.ends(day, row.pattern)
        instances = frozenset({(day, row.pattern)})
        yield Demand(row.post, day, starts, ends, row.least, row.aim, skills, instances, pattern=row.pattern)
        return
    candidates = list(_instances(problem, row.post))
    for opens, closes in parse_windows(row.hours):
        first, last = problem.month.at(day, opens), problem.month.at(day, closes)
        cuts = sorted({first, last, *(moment for moment in edges[row.post] if first < moment < last)})
        for starts, ends in pairwise(cuts):
            there = _covering(problem, candidates, starts, ends)
            before = _before(problem, row.post, skills, starts, ends)
            yield Demand(row.post, day, starts, ends, row.least, row.aim, skills, there, before)


def _instances(problem: Problem, post: str) -> Iterator[Instance]:
    for pattern in problem.patterns.values():
        if post in pattern.posts:
            for day in problem.month.days:
                yield day, pattern.name


def _span(problem: Problem, instance: Instance) -> tuple[int, int]:
    day, pattern = instance
    return problem.begins(day, pattern), problem.ends(day, pattern)


def _covering(problem: Problem, instances: list[Instance], starts: int, ends: int) -> frozenset[Instance]:
    near = problem.month.first + ONE_DAY * ((starts - problem.month.at(problem.month.first, 0)) // 1440)
    return frozenset(
        each
        for each in instances
        if abs((each[0] - near).days) <= 2 and problem.begins(*each) <= starts and ends <= problem.ends(*each)
    )


def _before(problem: Problem, post: str, skills: frozenset[str], starts: int, ends: int) -> int:
    return sum(
        shift.post == post
        and shift.starts <= starts
        and ends <= shift.ends
        and shift.person in problem.people
        and skills <= problem.people[shift.person].skills
        for shift in problem.past
    )
