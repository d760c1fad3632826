"""The search, in two stages: as few hours short of the least as can be, then the best of what is left.

The first stage gets a part of the time; what it does not use goes to the second, which starts from its plan. With a
seed the search is repeatable: the same problem gives the same month, unless the clock ends the search.
"""

import os
import time
from collections.abc import Callable

from ortools.sat.python import cp_model

from frontdesk.planning.model import MonthModel
from frontdesk.planning.numbers import Numbers, NumbersModel
from frontdesk.planning.objective import Cost, costs_of_numbers, costs_of_people, shortage
from frontdesk.planning.problem import Problem, Shift
from frontdesk.planning.rules import Broken, broken_rules
from frontdesk.planning.solution import Options, Solution, Stage, StageName, Step, Watch

FIRST_SHARE = 0.4
"""Of the time for the first stage, when it does not end before."""
COUNTING = 600.0
"""Seconds at most to count the costs of a month that is decided; it takes a moment, on a busy machine a few."""
NUMBERS_SHARE, GUIDED_SHARE = 0.15, 0.3
"""Of the time that is left: for numbers before names, and for the best names to exactly these numbers."""


class _Reporter(cp_model.CpSolverSolutionCallback):
    def __init__(self, report: Callable[[float, float], None]) -> None:
        super().__init__()
        self._report = report

    def on_solution_callback(self) -> None:
        self._report(self.objective_value, self.best_objective_bound)


class Search:
    """One search; ``watch`` hears each better plan."""

    def __init__(self, problem: Problem, options: Options, watch: Watch) -> None:
        self._problem, self._options, self._watch = problem, options, watch
        self._began = time.monotonic()
        self._model = MonthModel(problem)

    def run(self) -> Solution:
        """The best month found in the time."""
        model = self._model
        first = shortage(model)
        coverage, values = self._stage("coverage", first, FIRST_SHARE * self._left(), None)
        missing = round(coverage.objective * 60 / model.unit)
        model.cp.add(_sum(first) <= missing)
        numbers, people = costs_of_numbers(model), costs_of_people(model)
        found = NumbersModel(model, missing).solve(self._solver(NUMBERS_SHARE * self._left()))
        floor = found.bound if found is not None else 0
        if found is not None:
            model.cp.add(_sum(numbers) >= floor)
            values = self._guided(found, numbers + people, values) or values
        quality, values = self._stage("quality", numbers + people, self._left(), values, floor)
        shifts = tuple(sorted(shift for shift, var in model.works.items() if values[var.index]))
        proto = model.cp.proto
        elapsed = time.monotonic() - self._began
        size = (len(proto.variables), len(proto.constraints))
        return Solution(shifts, (coverage, quality), self._look_through(shifts), elapsed, *size)

    def _guided(self, numbers: Numbers, costs: list[Cost], start: list[int]) -> list[int] | None:
        """The best names to exactly these numbers, or to numbers that differ by one; None when there are none."""
        for room in (0, 1):
            cp = self._model.cp.clone()
            for key, count in numbers.counts.items():
                var = cp.get_int_var_from_proto_index(self._model.counts[key].index)
                cp.add_linear_constraint(var, count - room, count + room)
            found = self._search("quality", cp, costs, GUIDED_SHARE * self._left(), start, numbers.bound)
            if found is not None:
                return found[1]
        return None

    def _look_through(self, shifts: tuple[Shift, ...]) -> tuple[Broken, ...]:
        """What the month breaks; only what decided shifts broke before."""
        broken = broken_rules(self._problem, shifts)
        allowed = broken_rules(self._problem, self._problem.fixed)
        if wrong := [each for each in broken if each not in allowed]:
            raise AssertionError(f"the proposal breaks rules: {wrong}")
        return tuple(broken)

    def _left(self) -> float:
        return max(0.1, self._options.seconds - (time.monotonic() - self._began))

    def _stage(
        self, name: StageName, costs: list[Cost], seconds: float, start: list[int] | None, floor: int = 0
    ) -> tuple[Stage, list[int]]:
        """How the stage ended, and the value of each variable. ``floor``: a bound that is known already."""
        found = self._search(name, self._model.cp, costs, seconds, start)
        if found is None:
            # The clock ended the stage before it found its feet: what it began with is a month, and is counted.
            month = start if start is not None else self._only_decided()
            found = self._search(name, self._frozen(month), costs, COUNTING, None, floor)
        assert found is not None, "a month with the decided shifts alone breaks nothing that they do not break"
        self._watch(found[0])
        return found

    def _only_decided(self) -> list[int]:
        """The month in which nobody works but as decided."""
        values = [0] * len(self._model.cp.proto.variables)
        for shift in self._problem.fixed:
            values[self._model.works[shift].index] = 1
        return values

    def _frozen(self, start: list[int]) -> cp_model.CpModel:
        """The model with every shift as in ``start``."""
        cp = self._model.cp.clone()
        for var in self._model.works.values():
            cp.add(cp.get_int_var_from_proto_index(var.index) == start[var.index])
        return cp

    def _search(
        self,
        name: StageName,
        cp: cp_model.CpModel,
        costs: list[Cost],
        seconds: float,
        start: list[int] | None,
        bound: int | None = None,
    ) -> tuple[Stage, list[int]] | None:
        """The end of a search that began at ``start``; None when it found nothing. ``bound``: the one to tell where
        the model is narrower than the month, so that its own says nothing of it."""
        cp.minimize(_sum(costs))
        cp.clear_hints()
        for at, value in enumerate(start or ()):
            cp.add_hint(cp.get_int_var_from_proto_index(at), value)
        solver = self._solver(seconds)

        def step(objective: float, proved: float) -> Step:
            scale = self._model.unit / 60
            lowest = proved if bound is None else bound
            return Step(name, objective * scale, lowest * scale, time.monotonic() - self._began)

        status = solver.solve(cp, _Reporter(lambda objective, proved: self._watch(step(objective, proved))))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        last = step(solver.objective_value, solver.best_objective_bound)
        values = [solver.value(cp.get_int_var_from_proto_index(at)) for at in range(len(cp.proto.variables))]
        proved = status == cp_model.OPTIMAL and bound is None
        return Stage(name, last.objective, last.bound, last.seconds, proved), values

    def _solver(self, seconds: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.max_time_in_seconds = seconds
        parameters.num_workers = self._options.workers or os.cpu_count() or 1
        if self._options.seed is not None:
            parameters.random_seed = self._options.seed
            parameters.interleave_search = True
        return solver


def _sum(costs: list[Cost]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum([var for var, _ in costs], [cost for _, cost in costs])


def solve(problem: Problem, options: Options | None = None, watch: Watch = lambda _: None) -> Solution:
    """Propose a month: the best that was found in the time."""
    return Search(problem, options or Options(), watch).run()
