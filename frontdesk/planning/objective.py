"""What a better month is: first as few hours short of the least as can be, then everything else by its weight.

Costs of the second are in points times ``60 / unit``, so that a cost for each hour stays a whole number.
"""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from frontdesk.planning.fairness import Spread, groups, hours_due, spreads
from frontdesk.planning.model import MonthModel
from frontdesk.planning.problem import minutes
from frontdesk.planning.solution import meets

Cost = tuple[cp_model.IntVar, int]
"""A variable and what each one of it costs."""


def shortage(model: MonthModel) -> list[Cost]:
    """People missing of the least, times how long, in units of time."""
    return [(short.var, short.demand.length // model.unit) for short in model.shorts]


def costs_of_numbers(model: MonthModel) -> list[Cost]:
    """Of fewer people than wanted, of more, and of overtime, in points times ``60 / unit``."""
    weights = model.problem.planning.weights
    found = [(short.wished, weights.wanted * (short.demand.length // model.unit)) for short in model.shorts]
    found += [(var, weights.surplus * ((room.ends - room.starts) // model.unit)) for room, var in model.surplus]
    found += [(over, weights.overtime) for over in model.overtime]
    return [(var, cost) for var, cost in found if cost]


def costs_of_people(model: MonthModel) -> list[Cost]:
    """Of what is uneven and of wishes not granted, in points times ``60 / unit``."""
    found = [*_spreads(model), *_hours(model), *_wishes(model)]
    return [(var, cost) for var, cost in found if cost]


def _per_shift(model: MonthModel, weight: int) -> int:
    return weight * 60 // model.unit


def _spreads(model: MonthModel) -> Iterator[Cost]:
    for spread in spreads(model.problem, model.rooms):
        if spread.fair.weight:
            sums = {actor: _counted(model, spread, actor) for actor in spread.people}
            most = max(spread.credit.values()) + len(model.problem.month.days)
            beyond = _difference(model, spread.what, sums, most, spread.fair.tolerance)
            yield beyond, _per_shift(model, spread.fair.weight)


def _counted(model: MonthModel, spread: Spread, actor: str) -> cp_model.LinearExprT:
    shifts = [
        (shift, 1)
        for day in model.problem.month.days
        for shift in model.by_day[actor, day]
        if spread.counts(day, shift.pattern)
    ]
    return cp_model.LinearExpr.sum([model.total(shifts), spread.credit[actor]])


def _hours(model: MonthModel) -> Iterator[Cost]:
    fair = model.problem.planning.fairness.hours
    for group in groups(model.problem):
        if fair.weight and len(group) > 1:
            due = hours_due(model.problem, group, model.rooms)
            highest = max(due.values()) // model.unit
            sums = {
                actor: model.total(
                    [(it, model.length(it)) for day in model.problem.month.days for it in model.by_day[actor, day]]
                )
                + (highest - due[actor] // model.unit)
                for actor in group
            }
            most = highest + len(model.problem.month.days) * 24 * 60 // model.unit
            yield _difference(model, "hours", sums, most, minutes(fair.tolerance) // model.unit), fair.weight


def _difference(
    model: MonthModel, what: str, sums: dict[str, cp_model.LinearExprT], most: int, tolerance: int
) -> cp_model.IntVar:
    """How much further than ``tolerance`` the highest sum is from the lowest."""
    highest, lowest = (model.cp.new_int_var(0, most, f"{end} of {what}") for end in ("most", "least"))
    beyond = model.cp.new_int_var(0, most, f"uneven {what}")
    for each in sums.values():
        model.cp.add(each <= highest)
        model.cp.add(each >= lowest)
    model.cp.add(highest - lowest <= tolerance + beyond)
    return beyond


def _wishes(model: MonthModel) -> Iterator[Cost]:
    for index, wish in enumerate(model.problem.wishes):
        meant = [(it, 1) for it in model.by_day[wish.person, wish.day] if meets(wish, it.pattern, it.post)]
        refused = model.cp.new_bool_var(f"wish {index}")
        if wish.off:
            decided = sum(shift in model.fixed for shift, _ in meant)
            model.cp.add(model.total(meant) <= max(1, decided) * refused)
        else:
            model.cp.add(model.total(meant) >= 1 - refused)
        yield refused, _per_shift(model, model.problem.planning.weights.wishes * wish.weight)
