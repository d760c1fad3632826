"""The search, in two stages: as few hours short of the least as can be, then the best of what is left.

The first stage gets a part of the time; what it does not use goes to the second, which starts from its plan. With a
seed the search is repeatable: the same problem gives the same month, unless the clock ends the search.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from frontdesk.planning.model import MonthModel
from frontdesk.planning.objective import Cost, dissatisfaction, points, shortage
from frontdesk.planning.problem import Problem, Shift
from frontdesk.planning.rules import Broken, broken_rules

StageName = Literal["coverage", "quality"]
FIRST_SHARE = 0.4
"""Of the time for the first stage, when it does not end before."""


@dataclass(frozen=True)
class Options:
    """``seconds`` for the whole search, ``workers`` threads (0: as many as there are processors)."""

    seconds: float = 50.0
    workers: int = 0
    seed: int | None = None


@dataclass(frozen=True)
class Step:
    """How far the search is. ``objective`` and ``bound``: hours of a person short of the least in the first stage,
    points in the second; ``seconds`` since the search began."""

    stage: StageName
    objective: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """How much better it could be at most, as a share of the objective."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


@dataclass(frozen=True)
class Stage(Step):
    """The end of a stage; ``proved``: nothing better exists."""

    proved: bool = False


@dataclass(frozen=True)
class Solution:
    """A month's shifts, what the two stages ended with, and which rules the shifts decided before break."""

    shifts: tuple[Shift, ...]
    stages: tuple[Stage, ...]
    broken: tuple[Broken, ...]
    seconds: float
    variables: int
    constraints: int


Watch = Callable[[Step], None]


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
        stage, values = self._stage("coverage", first, FIRST_SHARE * self._left(), None)
        model.cp.add(_sum(first) <= round(stage.objective * 60 / model.unit))
        second = dissatisfaction(model)
        last, values = self._stage("quality", second, self._left(), values)
        shifts = tuple(sorted(shift for shift, var in model.works.items() if values[var.index]))
        broken = broken_rules(self._problem, shifts)
        allowed = broken_rules(self._problem, self._problem.fixed)
        if wrong := [each for each in broken if each not in allowed]:
            raise AssertionError(f"the proposal breaks rules: {wrong}")
        proto = model.cp.proto
        elapsed = time.monotonic() - self._began
        return Solution(shifts, (stage, last), tuple(broken), elapsed, len(proto.variables), len(proto.constraints))

    def _left(self) -> float:
        return max(0.1, self._options.seconds - (time.monotonic() - self._began))

    def _stage(
        self, name: StageName, costs: list[Cost], seconds: float, start: list[int] | None
    ) -> tuple[Stage, list[int]]:
        model = self._model
        model.cp.minimize(_sum(costs))
        if start is not None:
            self._start_from(start)
        solver = self._solver(seconds)

        def scaled(value: float) -> float:
            return points(model, value)

        def report(objective: float, bound: float) -> None:
            self._watch(Step(name, scaled(objective), scaled(bound), time.monotonic() - self._began))

        status = solver.solve(model.cp, _Reporter(report))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            if start is None:
                raise NoPlanInTime(f"no month was found in {seconds:.0f} s")
            return Stage(name, 0.0, 0.0, 0.0), start
        objective, bound = scaled(solver.objective_value), scaled(solver.best_objective_bound)
        values = [solver.value(model.cp.get_int_var_from_proto_index(index)) for index in range(len(model.cp.proto.variables))]
        ended = Stage(name, objective, bound, time.monotonic() - self._began, proved=status == cp_model.OPTIMAL)
        self._watch(ended)
        return ended, values

    def _start_from(self, values: list[int]) -> None:
        model = self._model
        model.cp.clear_hints()
        for var in model.works.values():
            model.cp.add_hint(var, values[var.index])

    def _solver(self, seconds: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.max_time_in_seconds = seconds
        parameters.num_workers = self._options.workers or os.cpu_count() or 1
        if self._options.seed is not None:
            parameters.random_seed = self._options.seed
            parameters.interleave_search = True
        return solver


class NoPlanInTime(Exception):
    """The time was too short for any month at all."""


def _sum(costs: list[Cost]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum([var for var, _ in costs], [cost for _, cost in costs])


def solve(problem: Problem, options: Options | None = None, watch: Watch = lambda _: None) -> Solution:
    """Propose a month. Raises NoPlanInTime when the time was too short for any."""
    return Search(problem, options or Options(), watch).run()
