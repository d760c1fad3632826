"""The month as a model for CP-SAT: one yes-or-no variable for each shift that somebody could work.

Time is counted in ``unit`` minutes, the largest that divides every length there is, so that numbers stay small.
A rule that decided shifts break already does not make the model impossible: its limit is what they reach.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import gcd

from ortools.sat.python import cp_model

from frontdesk.planning.demand import Demand, Room, demands, rooms
from frontdesk.planning.problem import ONE_DAY, Problem, Shift, minutes

Terms = list[tuple[Shift, int]]
"""Shifts with what each counts."""
CountKey = tuple[str, date, str, frozenset[str]]
"""Post, day, pattern and skills: how many with these skills work that there."""


@dataclass(frozen=True)
class Short:
    """How many people are missing in a demand: ``var`` of the least, ``wished`` of those wanted."""

    demand: Demand
    var: cp_model.IntVar
    wished: cp_model.IntVar


class MonthModel:
    """Variables and rules; the objectives are put on top by ``objective``."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.demands = demands(problem)
        self.rooms = rooms(problem, self.demands)
        self.unit = self._unit()
        self.fixed = set(problem.fixed)
        self.works: dict[Shift, cp_model.IntVar] = {
            shift: self.cp.new_bool_var(f"{shift.person} {shift.day} {shift.pattern} {shift.post}")
            for shift in self._possible()
        }
        self.by_day: dict[tuple[str, date], list[Shift]] = defaultdict(list)
        self.by_instance: dict[tuple[str, date, str], list[Shift]] = defaultdict(list)
        for shift in self.works:
            self.by_day[shift.person, shift.day].append(shift)
            self.by_instance[shift.post, shift.day, shift.pattern].append(shift)
        for shift in problem.fixed:
            self.cp.add(self.works[shift] == 1)
        for person in problem.people:
            self._one_a_day_and_rest(person)
            self._days_in_a_row(person)
        self.counts: dict[CountKey, cp_model.IntVar] = {}
        self.overtime = list(self._weekly_hours())
        self.shorts = [self._coverage(demand) for demand in self.demands]
        self.surplus = [(room, self._surplus(room)) for room in self.rooms]

    # ------------------------------------------------------------------ what could be
    def _possible(self) -> Iterator[Shift]:
        """Shifts that nobody's absence, rest after the last month or role forbids, and those decided already."""
        decided = set(self.problem.fixed)
        yield from sorted(decided)
        for person in self.problem.people.values():
            free_from = self._free_from(person.actor)
            for day in self.problem.month.days:
                if (person.actor, day) in self.problem.absent:
                    continue
                for pattern in self.problem.patterns.values():
                    if not pattern.offered or self.problem.begins(day, pattern.name) < free_from:
                        continue
                    for post in pattern.posts:
                        shift = Shift(day, person.actor, pattern.name, post)
                        if post in person.posts and shift not in decided:
                            yield shift

    def _free_from(self, person: str) -> int:
        ends = [shift.ends for shift in self.problem.past if shift.person == person]
        return max(ends) + minutes(self.problem.planning.rest) if ends else 0

    def _unit(self) -> int:
        patterns, days = self.problem.patterns, self.problem.month.days
        lengths = [60, *(self.problem.length(day, name) for name in patterns for day in days)]
        lengths += [each.length for each in self.demands]
        lengths += [each.ends - each.starts for each in self.rooms]
        return gcd(*lengths)

    # ------------------------------------------------------------------ rules that hold
    def at_most(self, terms: Terms, most: int) -> None:
        """The terms' sum stays at ``most``, or at what decided shifts reach already."""
        if sum(count for _, count in terms) <= most:
            return
        decided = sum(count for shift, count in terms if shift in self.fixed)
        self.cp.add(self.total(terms) <= max(most, decided, 0))

    def total(self, terms: Terms) -> cp_model.LinearExprT:
        """The sum of the terms as an expression."""
        return cp_model.LinearExpr.weighted_sum([self.works[shift] for shift, _ in terms], [it for _, it in terms])

    def _one_a_day_and_rest(self, person: str) -> None:
        """After a late end an early start is impossible: for each start the ends that are too late for it, with all
        starts before it, exclude one another. Rule of rest between two shifts."""
        rest = minutes(self.problem.planning.rest)
        for day in self.problem.month.days:
            today = self.by_day[person, day]
            self.at_most([(shift, 1) for shift in today], 1)
            ends = {shift: self.problem.ends(day, shift.pattern) for shift in today}
            for later in (1, 2):
                following = self.by_day[person, day + later * ONE_DAY]
                begins = {shift: self.problem.begins(shift.day, shift.pattern) for shift in following}
                for start in sorted(set(begins.values())):
                    too_late = [shift for shift, end in ends.items() if end + rest > start]
                    if too_late:
                        excluded = too_late + [shift for shift, begin in begins.items() if begin <= start]
                        self.at_most([(shift, 1) for shift in excluded], 1)

    def _days_in_a_row(self, person: str) -> None:
        most = self.problem.planning.most_days_in_a_row
        before = {shift.day for shift in self.problem.past if shift.person == person}
        days = self.problem.month.days
        for last in days:
            span = [last - step * ONE_DAY for step in range(most + 1)]
            worked = sum(day in before for day in span)
            terms = [(shift, 1) for day in span for shift in self.by_day[person, day]]
            self.at_most(terms, most - worked)

    def _weekly_hours(self) -> Iterator[cp_model.IntVar]:
        """Overtime, in units, of each person and week where there can be any."""
        for person in self.problem.people:
            for week in self.problem.month.weeks:
                terms = [(shift, self.length(shift)) for day in week for shift in self.by_day[person, day]]
                limit, most = (each // self.unit for each in self.problem.limits(person, week))
                self.at_most(terms, most)
                if most > limit and terms:
                    highest = max(most, sum(count for shift, count in terms if shift in self.fixed)) - limit
                    over = self.cp.new_int_var(0, highest, f"overtime {person} {week[0]}")
                    self.cp.add(self.total(terms) <= limit + over)
                    yield over

    def length(self, shift: Shift) -> int:
        """Of a shift, in units."""
        return self.problem.length(shift.day, shift.pattern) // self.unit

    # ------------------------------------------------------------------ what is asked for
    def _coverage(self, demand: Demand) -> Short:
        there = cp_model.LinearExpr.sum(
            [self.count(demand.post, *it, demand.skills) for it in sorted(demand.instances)]
        )
        least, wanted = (max(0, number - demand.already) for number in (demand.least, demand.wanted))
        short = self.cp.new_int_var(0, least, f"short {demand.post} {demand.starts}")
        wished = self.cp.new_int_var(0, wanted - least, f"wished {demand.post} {demand.starts}")
        if least:
            self.cp.add(there + short >= least)
        if wanted > least:
            self.cp.add(there + short + wished >= wanted)
        return Short(demand, short, wished)

    def _surplus(self, room: Room) -> cp_model.IntVar:
        counts = [self.count(room.post, *it, frozenset()) for it in sorted(room.instances)]
        over = self.cp.new_int_var(0, len(self.problem.people), f"surplus {room.post} {room.starts}")
        self.cp.add(cp_model.LinearExpr.sum(counts) <= room.most + over)
        return over

    def count(self, post: str, day: date, pattern: str, skills: frozenset[str]) -> cp_model.IntVar:
        """How many with these skills work the pattern at the post that day. One variable for all who ask: the search
        decides numbers before names, and its bound is much better for it."""
        key = (post, day, pattern, skills)
        if key not in self.counts:
            able = self.able(key)
            number = self.cp.new_int_var(0, len(able), f"count {post} {day} {pattern}")
            self.cp.add(cp_model.LinearExpr.sum([self.works[shift] for shift in able]) == number)
            self.counts[key] = number
        return self.counts[key]

    def able(self, key: CountKey) -> list[Shift]:
        """The shifts that a count counts."""
        post, day, pattern, skills = key
        return [it for it in self.by_instance[post, day, pattern] if skills <= self.problem.people[it.person].skills]

    def decided_units(self) -> dict[tuple[str, date], int]:
        """Units of each person's decided shifts by week, named by its first day in the month."""
        found: dict[tuple[str, date], int] = defaultdict(int)
        for week in self.problem.month.weeks:
            for shift in self.fixed:
                if shift.day in week:
                    found[shift.person, week[0]] += self.length(shift)
        return found
