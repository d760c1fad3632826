"""From what the search found to a proposal: everything in it is counted from the shifts, not taken from the search."""

from collections.abc import Iterable

from frontdesk.planning.demand import Demand, demands, rooms
from frontdesk.planning.fairness import groups, hours_due, spreads
from frontdesk.planning.problem import ONE_DAY, Problem, Shift, Wish, minutes
from frontdesk.planning.proposal import (
    BrokenRule,
    Evenness,
    Figures,
    PersonMonth,
    PlannedShift,
    Proposal,
    Shortfall,
    StageResult,
    WishResult,
    local,
)
from frontdesk.planning.reasons import in_words, reasons
from frontdesk.planning.solution import Solution, meets


def propose(problem: Problem, solution: Solution, seed: int | None = None) -> Proposal:
    """The proposal that a solution makes."""
    counted = _Count(problem, list(solution.shifts))
    shortfalls, below = counted.shortfalls("least"), counted.shortfalls("wanted")
    names = {actor: person.name for actor, person in problem.people.items()}
    return Proposal(
        site=problem.site,
        month=f"{problem.month.first:%Y-%m}",
        timezone=problem.month.timezone,
        met=not shortfalls and not solution.broken,
        stages=[
            StageResult(
                stage=it.stage,
                objective=it.objective,
                bound=it.bound,
                gap=it.gap,
                proved=it.proved,
                seconds=round(it.seconds, 2),
            )
            for it in solution.stages
        ],
        seconds=round(solution.seconds, 2),
        seed=seed,
        figures=counted.figures(),
        shifts=[counted.planned(shift) for shift in solution.shifts],
        shortfalls=shortfalls,
        below_wanted=below,
        broken=[
            BrokenRule(day=it.day, person=it.person, name=names[it.person], rule=it.rule, detail=it.detail)
            for it in solution.broken
        ],
        people=[counted.person(actor) for actor in problem.people],
        evenness=counted.evenness(),
        wishes=[counted.wish(wish) for wish in problem.wishes],
    )


class _Count:
    def __init__(self, problem: Problem, shifts: list[Shift]) -> None:
        self.problem, self.shifts = problem, shifts
        self.demands = demands(problem)
        self.rooms = rooms(problem, self.demands)
        self.of = {actor: [shift for shift in shifts if shift.person == actor] for actor in problem.people}

    def planned(self, shift: Shift) -> PlannedShift:
        return PlannedShift(
            day=shift.day,
            person=shift.person,
            name=self.problem.people[shift.person].name,
            pattern=shift.pattern,
            post=shift.post,
            starts_at=local(self.problem.month, self.problem.begins(shift.day, shift.pattern)),
            ends_at=local(self.problem.month, self.problem.ends(shift.day, shift.pattern)),
            fixed=shift in self.problem.fixed,
        )

    # ------------------------------------------------------------------ coverage
    def there(self, demand: Demand) -> int:
        """How many are there who count."""
        return demand.already + sum(
            shift.post == demand.post
            and (shift.day, shift.pattern) in demand.instances
            and demand.skills <= self.problem.people[shift.person].skills
            for shift in self.shifts
        )

    def shortfalls(self, what: str) -> list[Shortfall]:
        """Where fewer are there than the ``least``, or, at least so many but fewer than ``wanted``."""
        found = []
        for demand in self.demands:
            there = self.there(demand)
            needed = demand.least if what == "least" else demand.wanted
            if there < needed and (what == "least" or there >= demand.least):
                found.append((demand, there, needed))
        ordered = sorted(found, key=lambda it: (it[0].day, it[0].post, sorted(it[0].skills), it[0].starts))
        return [self._shortfall(*it, explained=what == "least") for it in _joined(ordered)]

    def _shortfall(self, demand: Demand, there: int, needed: int, *, explained: bool) -> Shortfall:
        why = reasons(self.problem, demand, self.shifts) if explained else {}
        return Shortfall(
            day=demand.day,
            post=demand.post,
            title=self.problem.titles.get(demand.post, demand.post),
            starts_at=local(self.problem.month, demand.starts),
            ends_at=local(self.problem.month, demand.ends),
            skills=sorted(demand.skills),
            pattern=demand.pattern,
            there=there,
            needed=needed,
            short=needed - there,
            because=in_words(demand, why) if explained else "",
            people=why,
        )

    def figures(self) -> Figures:
        short = below = surplus = 0
        for demand in self.demands:
            there = self.there(demand)
            short += max(0, demand.least - there) * demand.length
            below += max(0, demand.wanted - max(there, demand.least)) * demand.length
        for room in self.rooms:
            there = sum(it.post == room.post and (it.day, it.pattern) in room.instances for it in self.shifts)
            surplus += max(0, there - room.most) * (room.ends - room.starts)
        return Figures(
            planned_hours=self._minutes(self.shifts) / 60,
            short_hours=short / 60,
            below_wanted_hours=below / 60,
            surplus_hours=surplus / 60,
            overtime_hours=sum(self._overtime(actor) for actor in self.problem.people) / 60,
        )

    # ------------------------------------------------------------------ people
    def person(self, actor: str) -> PersonMonth:
        problem, own = self.problem, self.of[actor]
        wishes = [self.wish(wish) for wish in problem.wishes if wish.person == actor]
        return PersonMonth(
            person=actor,
            name=problem.people[actor].name,
            shifts=len(own),
            hours=self._minutes(own) / 60,
            overtime_hours=self._overtime(actor) / 60,
            weekends=sum(shift.day in problem.weekend for shift in own),
            nights=sum(problem.patterns[shift.pattern].night for shift in own),
            absent_days=len(problem.month.days) - problem.available(actor),
            longest_row=self._longest_row(actor),
            wishes=len(wishes),
            granted=sum(wish.granted for wish in wishes),
        )

    def _minutes(self, shifts: Iterable[Shift]) -> int:
        return sum(self.problem.length(shift.day, shift.pattern) for shift in shifts)

    def _overtime(self, actor: str) -> int:
        """Minutes beyond the weekly limit, all weeks together."""
        total = 0
        for week in self.problem.month.weeks:
            limit, most = self.problem.limits(actor, week)
            worked = self._minutes(shift for shift in self.of[actor] if shift.day in week)
            total += max(0, worked - limit) if most > limit else 0
        return total

    def _longest_row(self, actor: str) -> int:
        before = {shift.day for shift in self.problem.past if shift.person == actor}
        worked = before | {shift.day for shift in self.of[actor]}
        longest = 0
        for shift in self.of[actor]:
            day, row = shift.day, 0
            while day in worked:
                day, row = day - ONE_DAY, row + 1
            longest = max(longest, row)
        return longest

    def evenness(self) -> list[Evenness]:
        found = []
        for spread in spreads(self.problem, self.rooms):
            sums = [
                spread.credit[actor] + sum(spread.counts(it.day, it.pattern) for it in self.of[actor])
                for actor in spread.people
            ]
            found.append(_evenness(spread.what, list(map(float, sums)), float(spread.fair.tolerance)))
        tolerance = minutes(self.problem.planning.fairness.hours.tolerance) / 60
        for group in groups(self.problem):
            if len(group) > 1:
                due = hours_due(self.problem, group, self.rooms)
                beyond = [(self._minutes(self.of[actor]) - due[actor]) / 60 for actor in group]
                average = sum(beyond) / len(beyond)
                hours = [each - average for each in beyond]
                found.append(_evenness("hours against one's share", hours, tolerance))
        return found

    def wish(self, wish: Wish) -> WishResult:
        own = [shift for shift in self.of[wish.person] if shift.day == wish.day]
        meant = any(meets(wish, shift.pattern, shift.post) for shift in own)
        granted = not meant if wish.off else meant
        return WishResult(
            person=wish.person,
            name=self.problem.people[wish.person].name,
            day=wish.day,
            wish="off" if wish.off else " at ".join(filter(None, (wish.pattern or "any shift", wish.post))),
            weight=wish.weight,
            granted=granted,
            because="" if granted else self._why_not(wish, own),
        )

    def _why_not(self, wish: Wish, own: list[Shift]) -> str:
        if any(shift in self.problem.fixed for shift in own):
            return "a shift was decided before"
        if (wish.person, wish.day) in self.problem.absent:
            return "is absent that day"
        posts = self.problem.people[wish.person].posts
        if wish.post is not None and wish.post not in posts:
            return "cannot hold the post"
        if wish.pattern is not None and not posts & set(self.problem.patterns[wish.pattern].posts):
            return "cannot hold a post of that pattern"
        return "something else weighed more"


def _evenness(what: str, sums: list[float], tolerance: float) -> Evenness:
    least, most = min(sums), max(sums)
    return Evenness(what=what, people=len(sums), least=least, most=most, difference=most - least, tolerance=tolerance)


Missing = tuple[Demand, int, int]


def _joined(found: list[Missing]) -> list[Missing]:
    """Stretches that follow each other and lack the same, as one."""
    joined: list[Missing] = []
    for demand, there, needed in found:
        before = joined[-1] if joined else None
        if before is not None and before[1:] == (there, needed) and before[0].goes_on_as(demand):
            joined[-1] = (before[0].until(demand), there, needed)
        else:
            joined.append((demand, there, needed))
    return joined
