"""Why somebody who could fill a gap does not: absent, at work already, or a rule would be broken."""

from frontdesk.planning.demand import Demand
from frontdesk.planning.problem import Person, Problem, Shift
from frontdesk.planning.rules import broken_rules

RULES = {
    "overlap": "are at work at another post or time",
    "hours": "have worked the most hours of the week",
    "row": "have worked the most days in a row",
    "rest": "have not rested long enough",
}
"""What stands in the way, the first that does."""
THERE, ABSENT, FREE = "are there", "are absent", "would be free"


def reasons(problem: Problem, demand: Demand, shifts: list[Shift]) -> dict[str, list[str]]:
    """Everybody who can hold the post with the skills asked for, by where they are instead."""
    found: dict[str, list[str]] = {}
    for person in problem.people.values():
        if demand.post in person.posts and demand.skills <= person.skills:
            own = [shift for shift in shifts if shift.person == person.actor]
            found.setdefault(_where(problem, demand, person, own), []).append(person.actor)
    return found


def in_words(demand: Demand, found: dict[str, list[str]]) -> str:
    """``of 12 who can, 6 are absent, 4 are there``, the most frequent first."""
    if not demand.instances:
        return "no shift pattern covers these hours"
    able = sum(map(len, found.values()))
    if not able:
        return "nobody can hold the post" + _with(demand)
    parts = [f"{len(names)} {why}" for why, names in sorted(found.items(), key=lambda it: (-len(it[1]), it[0]))]
    return f"of {able} who can{_with(demand)}, {', '.join(parts)}".replace("1 are ", "1 is ").replace(
        "1 have ", "1 has "
    )


def _with(demand: Demand) -> str:
    return f" with {' and '.join(sorted(demand.skills))}" if demand.skills else ""


def _where(problem: Problem, demand: Demand, person: Person, own: list[Shift]) -> str:
    if any(shift.post == demand.post and (shift.day, shift.pattern) in demand.instances for shift in own):
        return THERE
    offered = [(day, name) for day, name in sorted(demand.instances) if problem.patterns[name].offered]
    if all((person.actor, day) in problem.absent for day, _ in offered):
        return ABSENT
    before = set(broken_rules(problem, own))
    against: list[str] = []
    for day, pattern in offered:
        if (person.actor, day) not in problem.absent:
            more = [*own, Shift(day, person.actor, pattern, demand.post)]
            broken = [each.rule for each in broken_rules(problem, more) if each not in before]
            if not broken:
                return FREE
            against += broken
    return next(said for rule, said in RULES.items() if rule in against)
