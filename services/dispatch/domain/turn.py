"""One order's deadlines, asked the same questions in the same order. See ``engine``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from contracts.calendar import Calendar
from contracts.cel import Expression
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.clocks import CONDITION, HOLD, SHIFT
from services.dispatch.domain.deadlines import Cause, Terms
from services.dispatch.domain.graph import scope, skipped
from services.dispatch.domain.model import Case, Deadline
from services.dispatch.domain.promises import AGAIN, Named, Plan, moment_of, plan_of
from services.dispatch.domain.timing import Timing


@dataclass(frozen=True)
class Around:
    """What a change stands in. ``timing`` is the present playbook's, ``kept`` older ones by digest, ``others`` the
    plans of other versions that rows were recalculated by, ``on_shift`` whether the department has anybody on shift,
    ``fresh`` whether open deadlines get the full time again, ``plan`` what the order's own version promises."""

    now: datetime
    cause: Cause
    timing: Timing
    new_id: Callable[[], str]
    kept: Mapping[str, Timing] = field(default_factory=dict)
    others: Mapping[tuple[str, int], Plan] = field(default_factory=dict)
    on_shift: bool = True
    fresh: bool = False
    plan: Plan | None = None

    @classmethod
    def at(cls, now: datetime, by: str, timing: Timing, plan: Plan, new_id: Callable[[], str]) -> "Around":
        """Where nothing but the present playbook counts."""
        return cls(now, Cause(now, by), timing, new_id, plan=plan)

    def with_shift(self, on_shift: bool) -> "Around":
        return replace(self, on_shift=on_shift)

    def calendar_of(self, row: Deadline) -> Calendar:
        """The calendar that a row was reckoned by."""
        return self.kept.get(row.reckoned, self.timing).calendar(row.calendar)

    def promise_of(self, row: Deadline) -> Promise | None:
        """The promise behind a row, of the version it was made under."""
        plan = self.others.get((row.playbook, row.playbook_version), self.plan)
        named = plan.promises.get(row.name) if plan is not None else None
        return named.promise if named is not None else None


@dataclass
class Outcome:
    """``rows``: the deadlines that count now, by name; ``retired``: those that are history from now on."""

    rows: dict[str, Deadline]
    retired: list[Deadline] = field(default_factory=list)


class Turn:
    def __init__(self, before: Case | None, after: Case, around: Around, out: Outcome) -> None:
        self.before, self.case, self.around, self.out = before, after, around, out
        self.plan = plan_of(after.line)
        self.fresh = around.fresh
        self._facts: dict[str, Any] | None = None
        self._absent: set[str] | None = None

    # -------------------------------------------------------------- facts
    def missed_names(self) -> set[str]:
        return {name for name, row in self.out.rows.items() if row.state == "missed"}

    def facts(self) -> dict[str, Any]:
        if self._facts is None:
            missed = {name: row.state == "missed" for name, row in self.out.rows.items()}
            self._facts = scope(replace(self.case, missed=missed))
        return self._facts

    def holds(self, condition: Expression | None) -> bool:
        return condition is not None and condition.truth(self.facts())

    def absent(self) -> set[str]:
        if self._absent is None:
            some = any(step.when is not None for step in self.case.line.steps)
            self._absent = skipped(self.case, self.facts()) if some else set()
        return self._absent

    def moment(self, case: Case, named: Named) -> datetime | None:
        misses = {name: row.due_at for name, row in self.out.rows.items() if row.state == "missed"}
        return moment_of(case, named.promise.of, misses)

    # -------------------------------------------------------------- the turn
    def once(self) -> None:
        self._facts = None
        rows = self.out.rows
        for name, row in list(rows.items()):
            named = self._named(row)
            if named is not None:
                rows[name] = self._go_on(row, named)
            elif not self.case.order.undone:
                rows[name] = rules.cancelled(row, self.around.now)
        if self.case.order.undone:
            for named in self.plan.promises.values():
                self._begin_if_due(named)

    def _named(self, row: Deadline) -> Named | None:
        order = self.case.order
        plan = self.plan
        if (row.playbook, row.playbook_version) != (order.playbook, order.playbook_version):
            plan = self.around.others.get((row.playbook, row.playbook_version), plan)
        return plan.promises.get(row.name)

    def _begin_if_due(self, named: Named) -> None:
        row = self.out.rows.get(named.name)
        start = self.moment(self.case, named)
        if start is None or (row is not None and not (self._again(row, named, start) or self._reset_after(row, named))):
            return
        if named.step is not None and (named.step in self.case.taken or named.step in self.absent()):
            return
        promise = named.promise
        if promise.start_when is not None:
            if not self.holds(promise.start_when):
                return
            if self.before is not None and row is None and self.moment(self.before, named) == start:
                start = max(start, self.around.cause.at)
        if self.holds(promise.cancel_when) or self.holds(promise.stop_when):
            return
        if row is not None:
            if not self._again(row, named, start):
                start = self.around.cause.at
            self.out.retired.append(replace(rules.cancelled(row, self.around.now), live=False))
        self.begin(named, start)

    def begin(self, named: Named, start: datetime) -> None:
        order = self.case.order
        version = order.playbook, order.playbook_version
        terms = rules.terms_of(named, order.department, start, self.around.timing, self._facts_for(named), version)
        if terms is None:
            return
        held = self.holds(named.promise.reset_when)
        row = rules.begin(terms, order, start, self.around.new_id(), held=held)
        self.out.rows[named.name] = self._stand_still(row, named)

    def _facts_for(self, named: Named) -> Mapping[str, Any]:
        promise = named.promise
        needed = promise.variants or (promise.by is not None and promise.by.moment is not None)
        return self.facts() if needed else {}

    def _again(self, row: Deadline, named: Named, start: datetime) -> bool:
        """The moment came once more: held again, transferred again."""
        return named.promise.of in AGAIN and start > row.started_at

    def _reset_after(self, row: Deadline, named: Named) -> bool:
        """A missed promise begins anew where its reset does."""
        promise = named.promise
        if row.state != "missed" or row.ended_at is not None or promise.reset_when is None or row.reset_held:
            return False
        return self.holds(promise.reset_when)

    def is_over(self, row: Deadline, names: list[str], aside: Mapping[str, Deadline], whole: bool) -> bool:
        root, _, of = row.moment.partition(".")
        if row.on_step:
            return row.name in names
        if whole or (root == "steps" and of in names) or (root == "deadlines" and of.removesuffix(".missed") in aside):
            return True
        named = self._named(row)
        return row.state == "met" and named is not None and not self.holds(named.promise.stop_when)

    # -------------------------------------------------------------- one row
    def _go_on(self, row: Deadline, named: Named) -> Deadline:
        if not (row.open or (row.state == "missed" and row.ended_at is None)):
            return row
        now, at = self.around.now, self.around.cause.at
        kept_at = self._kept_at(named, at)
        if kept_at is not None:
            return rules.judged(row, kept_at, now)
        if not self._owed(named):
            return rules.cancelled(row, now)
        if row.state == "missed":
            return self._stand_still(self._edge(row, named), named)
        if row.state == "running" and row.due_at <= now:
            return row
        return self._stand_still(self._new_terms(row, named), named)

    def _kept_at(self, named: Named, at: datetime) -> datetime | None:
        """When the promise was kept; None while it is not."""
        taken = self.case.taken.get(named.step) if named.step is not None else None
        if taken is not None:
            return taken.happened_at
        return at if self.holds(named.promise.stop_when) else None

    def _owed(self, named: Named) -> bool:
        skips = named.step is not None and self.case.step(named.step) is not None and named.step in self.absent()
        return self.case.order.undone and not skips and not self.holds(named.promise.cancel_when)

    def _new_terms(self, row: Deadline, named: Named) -> Deadline:
        """Another severity, tier or department; a form that names another time; a reset."""
        terms = self._terms(row, named, row.run_at)
        cause = self.around.cause
        if terms is None:
            return self._edge(row, named)
        held = self.holds(named.promise.reset_when)
        kind = "reset" if held and not row.reset_held else "transferred" if self.fresh else ""
        if kind:
            row = rules.restarted(row, self._terms(row, named, cause.at) or terms, kind, cause)
        elif self._differs(row, terms):
            row = rules.carried(row, terms, self.around.calendar_of(row), cause, "carried_over")
        return row if row.reset_held == held else replace(row, reset_held=held)

    def _terms(self, row: Deadline, named: Named, start: datetime) -> Terms | None:
        timing = self.around.kept.get(row.reckoned, self.around.timing)
        version = row.playbook, row.playbook_version
        return rules.terms_of(named, self.case.order.department, start, timing, self._facts_for(named), version)

    def _differs(self, row: Deadline, terms: Terms) -> bool:
        return (row.promised, row.calendar) != (terms.promised, terms.calendar_name)

    def _edge(self, row: Deadline, named: Named) -> Deadline:
        """Remember that a reset's condition no longer holds, so that it can begin to hold again."""
        if row.reset_held and not self.holds(named.promise.reset_when):
            return replace(row, reset_held=False)
        return row

    # -------------------------------------------------------------- standing still
    def _stand_still(self, row: Deadline, named: Named) -> Deadline:
        if not row.open and row.state != "missed":
            return row
        wanted = self._reasons(row, named)
        present = set(row.reasons)
        calendar, cause = self.around.calendar_of(row), self.around.cause
        for reason in (HOLD, CONDITION, SHIFT):
            if reason in wanted and reason not in present:
                row = rules.paused(row, reason, self._because(reason, named), calendar)
        for reason in (HOLD, CONDITION, SHIFT):
            if reason in present and reason not in wanted:
                row = rules.resumed(row, reason, cause, calendar)
        return row

    def _reasons(self, row: Deadline, named: Named) -> set[str]:
        promise, found = named.promise, set()
        if promise.pause_on_hold and self.case.order.state == "held":
            found.add(HOLD)
        if row.state == "missed":
            return found
        if promise.pause_when is not None:
            resume = promise.resume_when
            if CONDITION in row.reasons and resume is not None:
                stays = not self.holds(resume)
            else:
                stays = self.holds(promise.pause_when) and not self.holds(resume)
            if stays:
                found.add(CONDITION)
        if promise.clock == "shift" and not self.around.on_shift:
            found.add(SHIFT)
        return found

    def _because(self, reason: str, named: Named) -> Cause:
        cause, order = self.around.cause, self.case.order
        if reason == HOLD and order.hold is not None:
            return replace(cause, why=f"{order.hold['cause']}: {order.hold['reason']}")
        if reason == CONDITION:
            return replace(cause, why=str(named.promise.pause_when))
        if reason == SHIFT:
            return replace(cause, why=f"nobody of {order.department} is on shift")
        return cause
