"""What is spread evenly, over whom, and what somebody who was absent is credited with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contracts.playbook.planning import Fair
from frontdesk.planning.demand import Instance, Room
from frontdesk.planning.problem import Person, Problem

Counts = Callable[[date, str], bool]
"""Whether a shift of that day and pattern counts."""


@dataclass(frozen=True)
class Spread:
    """One thing to be spread over ``people`` who can take each other's shifts. ``credit``: what each has before any
    shift of the month, in shifts."""

    what: str
    people: tuple[str, ...]
    counts: Counts
    credit: dict[str, int]
    fair: Fair


def groups(problem: Problem) -> list[tuple[str, ...]]:
    """People who can take each other's shifts, directly or by way of a third."""
    found: list[tuple[set[str], list[str]]] = []
    for person in problem.people.values():
        if not person.posts or not problem.available(person.actor):
            continue
        posts, members = set(person.posts), [person.actor]
        for group in [group for group in found if group[0] & posts]:
            found.remove(group)
            posts |= group[0]
            members = group[1] + members
        found.append((posts, members))
    return [tuple(members) for _, members in found]


def spreads(problem: Problem, asked: list[Room]) -> list[Spread]:
    """Weekends and nights, for each group of more than one."""
    fairness, patterns, weekend = problem.planning.fairness, problem.patterns, problem.weekend

    def on_weekend(day: date, _: str) -> bool:
        return day in weekend

    def at_night(_: date, pattern: str) -> bool:
        return patterns[pattern].night

    kinds: list[tuple[str, Counts, Fair, Callable[[Person], int]]] = [
        ("weekends", on_weekend, fairness.weekends, lambda person: person.weekends),
        ("nights", at_night, fairness.nights, lambda person: person.nights),
    ]
    found = []
    for group in groups(problem):
        for what, counts, fair, before in kinds:
            people = tuple(actor for actor in group if _can(problem, actor, counts))
            if len(people) > 1:
                credit = {actor: before(problem.people[actor]) for actor in people}
                for actor, more in _absent(problem, people, counts, asked).items():
                    credit[actor] += more
                found.append(Spread(what, people, counts, credit, fair))
    return found


def hours_due(problem: Problem, group: tuple[str, ...], asked: list[Room]) -> dict[str, int]:
    """Minutes that would be each person's share of what is asked for, by weekly hours and days not absent."""
    posts = {post for actor in group for post in problem.people[actor].posts}
    total = sum(room.most * (room.ends - room.starts) for room in asked if room.post in posts)
    week = problem.month.weeks[1]
    weight = {actor: problem.limits(actor, week)[0] * problem.available(actor) for actor in group}
    return {actor: total * weight[actor] // (sum(weight.values()) or 1) for actor in group}


def _can(problem: Problem, actor: str, counts: Counts) -> bool:
    posts = problem.people[actor].posts
    return any(
        counts(day, pattern.name)
        for pattern in problem.patterns.values()
        if posts & set(pattern.posts)
        for day in problem.month.days
    )


def _absent(problem: Problem, people: tuple[str, ...], counts: Counts, asked: list[Room]) -> dict[str, int]:
    """Of the shifts that count, those that somebody would have worked had they not been absent: their days of absence
    times what falls to each person a day."""
    days = {day for day in problem.month.days if any(counts(day, name) for name in problem.patterns)}
    gone = {actor: sum((actor, day) in problem.absent for day in days) for actor in people}
    there = len(days) * len(people) - sum(gone.values())
    posts = {post for actor in people for post in problem.people[actor].posts}
    needed = sum(_shifts(problem, room, counts) for room in asked if room.post in posts)
    rate = min(1.0, needed / there) if there else 0.0
    return {actor: round(count * rate) for actor, count in gone.items()}


def _shifts(problem: Problem, room: Room, counts: Counts) -> float:
    """About how many shifts that count the stretch needs: none when others could fill it as well."""
    instances: list[Instance] = list(room.instances)
    if not all(counts(day, pattern) for day, pattern in instances):
        return 0.0
    lengths = [problem.length(day, pattern) for day, pattern in instances]
    return room.most * (room.ends - room.starts) * len(lengths) / sum(lengths)
