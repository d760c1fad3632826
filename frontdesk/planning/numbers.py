"""How many people where, before anybody is named: a small model that leaves out rest, days in a row and wishes.

What it proves no month can beat is a bound for the whole search, and its numbers are a good place to begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

from ortools.sat.python import cp_model

from frontdesk.planning.model import CountKey, MonthModel
from frontdesk.planning.problem import Person

FEW = 5
"""With so many posts every set of them is looked at, with more only single ones, pairs and all together."""


@dataclass(frozen=True)
class Numbers:
    """``bound``: no month costs less for wanted, surplus and overtime; ``counts``: how many work what."""

    bound: int
    counts: dict[CountKey, int]


class NumbersModel:
    """``shortage``: how many units of a person may be missing of the least altogether."""

    def __init__(self, month: MonthModel, shortage: int) -> None:
        self._month, self._cp = month, cp_model.CpModel()
        self._problem = month.problem
        self._posts = sorted({post for pattern in self._problem.patterns.values() for post in pattern.posts})
        self._counts = {key: self._count(key) for key in month.counts}
        for key, var in self._counts.items():
            whole = (*key[:3], frozenset[str]())
            if key != whole:
                self._cp.add(var <= self._counts[whole])
        self._costs: list[tuple[cp_model.IntVar, int]] = []
        self._coverage(shortage)
        self._days()
        self._weeks()

    def solve(self, solver: cp_model.CpSolver) -> Numbers | None:
        """None when not even a bound was found in the time."""
        self._cp.minimize(
            cp_model.LinearExpr.weighted_sum([it for it, _ in self._costs], [it for _, it in self._costs])
        )
        status = solver.solve(self._cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        counts = {key: solver.value(var) for key, var in self._counts.items()}
        return Numbers(round(solver.best_objective_bound), counts)

    def _count(self, key: CountKey) -> cp_model.IntVar:
        able = self._month.able(key)
        decided = sum(shift in self._month.fixed for shift in able)
        return self._cp.new_int_var(decided, len(able), str(key))

    def _coverage(self, shortage: int) -> None:
        weights, unit = self._problem.planning.weights, self._month.unit
        missing: list[cp_model.LinearExprT] = []
        for demand in self._month.demands:
            there = sum(self._counts[demand.post, *each, demand.skills] for each in demand.instances)
            least, wanted = (max(0, number - demand.already) for number in (demand.least, demand.wanted))
            short = self._cp.new_int_var(0, least, "short")
            wished = self._cp.new_int_var(0, wanted - least, "wished")
            self._cp.add(there + short >= least)
            self._cp.add(there + short + wished >= wanted)
            missing.append(short * (demand.length // unit))
            self._costs.append((wished, weights.wanted * (demand.length // unit)))
        self._cp.add(sum(missing) <= shortage)
        for room in self._month.rooms:
            there = sum(self._counts[room.post, *each, frozenset()] for each in room.instances)
            over = self._cp.new_int_var(0, len(self._problem.people), "surplus")
            self._cp.add(there <= room.most + over)
            self._costs.append((over, weights.surplus * ((room.ends - room.starts) // unit)))

    def _sets(self) -> Iterator[tuple[str, ...]]:
        sizes = range(1, len(self._posts) + 1) if len(self._posts) <= FEW else sorted({1, 2, len(self._posts)})
        return chain.from_iterable(combinations(self._posts, size) for size in sizes)

    def _who(self, posts: tuple[str, ...]) -> list[Person]:
        return [person for person in self._problem.people.values() if person.posts & set(posts)]

    def _days(self) -> None:
        """On no day more at some posts than people who can be there."""
        month = self._month
        for posts in self._sets():
            for day in self._problem.month.days:
                keys = [key for key in self._counts if key[0] in posts and key[1] == day and not key[3]]
                people = {shift.person for key in keys for shift in month.able(key)}
                twice = sum(shift in month.fixed for key in keys for shift in month.able(key))
                self._cp.add(sum(self._counts[key] for key in keys) <= len(people) + twice)

    def _weeks(self) -> None:
        """In no week more shifts at some posts than people who can be there may work: of each length, by each person
        so many as their days and hours allow."""
        for week in self._problem.month.weeks:
            shifts: dict[str, dict[int, cp_model.IntVar]] = {}
            for actor in self._problem.people:
                shifts[actor] = self._of_person(actor, week)
            lengths = sorted({length for own in shifts.values() for length in own})
            for posts in self._sets():
                for length in lengths:
                    there = sum(
                        var
                        for key, var in self._counts.items()
                        if key[0] in posts and key[1] in week and not key[3] and self._units(key) == length
                    )
                    able = [
                        shifts[person.actor][length] for person in self._who(posts) if length in shifts[person.actor]
                    ]
                    decided = sum(it.day in week and it.post in posts for it in self._month.fixed)
                    self._cp.add(there <= cp_model.LinearExpr.sum(able) + decided)

    def _units(self, key: CountKey) -> int:
        return self._problem.length(key[1], key[2]) // self._month.unit

    def _of_person(self, actor: str, week: tuple[date, ...]) -> dict[int, cp_model.IntVar]:
        """How many shifts of each length the person works in the week; what is beyond the limit costs."""
        possible = [shift for day in week for shift in self._month.by_day[actor, day]]
        days = len({shift.day for shift in possible})
        free = len(week) // (self._problem.planning.most_days_in_a_row + 1)
        decided = [shift for shift in possible if shift in self._month.fixed]
        most_days = max(min(days, len(week) - free), len(decided))
        lengths = sorted({self._month.length(shift) for shift in possible})
        shifts = {
            length: self._cp.new_int_var(0, most_days, f"shifts {actor} {week[0]} {length}") for length in lengths
        }
        limit, most = (each // self._month.unit for each in self._problem.limits(actor, week))
        highest = max(most - limit, sum(map(self._month.length, decided)) - limit, 0)
        over = self._cp.new_int_var(0, highest, f"overtime {actor} {week[0]}")
        worked = sum(length * var for length, var in shifts.items())
        self._cp.add(worked <= limit + over)
        self._cp.add(sum(shifts.values()) <= most_days)
        self._costs.append((over, self._problem.planning.weights.overtime if most > limit else 0))
        return shifts
