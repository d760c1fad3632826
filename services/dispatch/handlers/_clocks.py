"""Deadlines and checks of an order as rows and timers. The rules are in ``domain.deadlines``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from chassis.work import Work
from contracts.dispatch import DeadlineMissed, EscalationRaised, PromisedDeadline
from contracts.playbook.grammar import Check as Question
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch import repository
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Check, Deadline, Order
from services.dispatch.handlers._case import recipients, role_of


# ------------------------------------------------------------------ starting
def start_deadlines(case: Case, running: Mapping[str, Deadline], work: Work) -> list[PromisedDeadline]:
    """Start what ought to run now and does not."""
    return [start_one(case, start, work) for start in rules.starting(case, running, work.playbook.calendar)]


def start_one(case: Case, start: rules.Start, work: Work) -> PromisedDeadline:
    promise, order = start.promise, case.order
    row = Deadline(
        id=work.new_id(),
        site=order.site,
        number=order.number,
        line=order.line,
        step=start.step,
        cycle=order.cycle,
        live=True,
        state="running",
        moment=promise.of,
        clock=promise.clock,
        pause_on_hold=promise.pause_on_hold,
        budget=start.budget // rules.MICROSECOND,
        started_at=start.started_at,
        due_at=start.due_at,
    )
    repository.insert(work.store, row)
    _set_timer(row, work)
    return PromisedDeadline(deadline_id=row.id, name=row.step, due_at=row.due_at)


def start_checks(case: Case, known: Mapping[str, Check], work: Work) -> None:
    """Schedule the questions whose moment has come. Rule PD-13."""
    for question in case.line.checks:
        start = rules.moment_of(case, question.of)
        if start is None or question.name in known or not _asked_for(case, question):
            continue
        order = case.order
        row = Check(
            id=work.new_id(),
            site=order.site,
            number=order.number,
            name=question.name,
            cycle=order.cycle,
            live=True,
            state="waiting",
            due_at=start + question.after,
        )
        repository.insert(work.store, row)
        set_check_timer(row, row.due_at, work)


def set_check_timer(check: Check, due_at: datetime, work: Work) -> None:
    work.schedule(f"check-{check.id}", due_at, "check", {"check": check.id}, number=check.number)


def _asked_for(case: Case, question: Question) -> bool:
    return question.when is None or question.when.truth(scope(case))


def _set_timer(deadline: Deadline, work: Work) -> None:
    work.schedule(
        f"deadline-{deadline.id}", deadline.due_at, "deadline", {"deadline": deadline.id}, number=deadline.number
    )


def _set_link_timer(deadline: Deadline, at: datetime, work: Work) -> None:
    work.schedule(f"escalation-{deadline.id}", at, "escalation", {"deadline": deadline.id}, number=deadline.number)


# ------------------------------------------------------------------ ending
async def end_deadline(case: Case, deadline: Deadline, happened_at: datetime, work: Work) -> None:
    """The step is taken: met, or missed; either way nobody is escalated to any more."""
    ended = rules.judged(deadline, happened_at, work.now)
    await _forget_timers(promise_of(case, deadline.step), deadline, work)
    await repository.save(work.store, ended)
    if ended.state == "missed" and deadline.state != "missed":
        announce_missed(case.order, ended, work)


async def close_deadlines(case: Case, open_ones: Iterable[Deadline], work: Work) -> None:
    """Stop what still runs: the order is done, cancelled or starts again."""
    for deadline in open_ones:
        if deadline.state in ("running", "paused"):
            await repository.save(work.store, replace(deadline, state="cancelled", ended_at=work.now))
        if deadline.ended_at is None:
            await _forget_timers(promise_of(case, deadline.step), deadline, work)


async def close_checks(checks: Iterable[Check], work: Work) -> None:
    """Nobody needs to ask any more."""
    for check in checks:
        if check.state in ("waiting", "asked"):
            await repository.save(work.store, replace(check, state="cancelled"))
            await work.cancel_timer(f"check-{check.id}")


async def close_all(case: Case, work: Work) -> None:
    """Everything of the order that runs."""
    if any(step.deadline for step in case.line.steps):
        live = await repository.live_deadlines(work.store, case.order.number)
        await close_deadlines(case, live.values(), work)
    if case.line.checks:
        await close_checks((await repository.live_checks(work.store, case.order.number)).values(), work)


async def _forget_timers(promise: Promise | None, deadline: Deadline, work: Work) -> None:
    if deadline.state == "running":
        await work.cancel_timer(f"deadline-{deadline.id}")
    elif deadline.state == "missed" and rules.next_link_at(promise, deadline) is not None:
        await work.cancel_timer(f"escalation-{deadline.id}")


# ------------------------------------------------------------------ hold
async def pause_clocks(case: Case, work: Work) -> None:
    """The order is held: stop the clocks that the playbook lets stop."""
    calendar = work.playbook.calendar
    for deadline in (await repository.live_deadlines(work.store, case.order.number)).values():
        if deadline.pause_on_hold and deadline.state == "running" and work.now < deadline.due_at:
            await repository.save(work.store, rules.paused(deadline, work.now, calendar))
            await work.cancel_timer(f"deadline-{deadline.id}")
    pausing = {question.name for question in case.line.checks if question.pause_on_hold}
    for check in (await repository.live_checks(work.store, case.order.number)).values():
        if check.name in pausing and check.state in ("waiting", "asked") and check.due_at > work.now:
            rest = (check.due_at - work.now) // rules.MICROSECOND
            await repository.save(work.store, replace(check, rest=rest))
            await work.cancel_timer(f"check-{check.id}")


async def resume_clocks(case: Case, live: Mapping[str, Deadline], work: Work) -> None:
    """The order goes on: what was left then is what is left now."""
    calendar = work.playbook.calendar
    for deadline in live.values():
        if deadline.state == "paused":
            running = rules.resumed(deadline, work.now, calendar)
            await repository.save(work.store, running)
            _set_timer(running, work)
        elif deadline.state == "missed" and deadline.pause_on_hold and deadline.ended_at is None:
            at = rules.next_link_at(promise_of(case, deadline.step), deadline)
            if at is not None:
                _set_link_timer(deadline, max(at, work.now), work)
    for check in (await repository.live_checks(work.store, case.order.number)).values():
        if check.rest is not None:
            due_at = work.now + check.rest * rules.MICROSECOND
            await repository.save(work.store, replace(check, rest=None, due_at=due_at))
            set_check_timer(check, due_at, work)


# ------------------------------------------------------------------ escalation
def promise_of(case: Case, step: str) -> Promise | None:
    found = case.step(step)
    return found.deadline if found else None


def announce_missed(order: Order, deadline: Deadline, work: Work) -> None:
    work.announce(
        DeadlineMissed(
            number=order.number,
            order_id=order.order_id,
            deadline_id=deadline.id,
            name=deadline.step,
            line=order.line,
            department=order.department,
            due_at=deadline.due_at,
            cycle=deadline.cycle,
        )
    )


def raise_links(case: Case, deadline: Deadline, work: Work) -> Deadline:
    """Raise the links whose time has come and set the timer of the next one. Returns the deadline to be saved."""
    promise, order = promise_of(case, deadline.step), case.order
    for link in rules.links_due(promise, deadline, work.now):
        deadline = replace(deadline, escalated=deadline.escalated + 1)
        work.announce(
            EscalationRaised(
                number=order.number,
                order_id=order.order_id,
                name=deadline.step,
                level=deadline.escalated,
                to_role=role_of(link.escalate, order.department, work),
                recipients=recipients([link.escalate], order.department, work),
                reason=rules.explain(deadline, work.playbook.calendar),
            )
        )
    at = rules.next_link_at(promise, deadline)
    if at is not None:
        _set_link_timer(deadline, at, work)
    return deadline
