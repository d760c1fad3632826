"""Another playbook or calendar: the open deadlines are reckoned anew, a batch a transaction, while work goes on.

Each batch announces what it did, and that announcement is what starts the next one: two never share a transaction, and
no two replicas do the same one. A timer stands behind them, in case an announcement is lost. A deadline knows the rules
it was reckoned by: what was done is not done again, and what was promised while this goes on is left alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

from chassis.work import Timer, Work
from contracts.dispatch import DeadlinesRecalculated, MovedDeadline
from services.dispatch import repository
from services.dispatch.domain.deadlines import Cause
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Deadline
from services.dispatch.domain.promises import plan_of
from services.dispatch.domain.recalculation import has_moved, reads_facts, recalculated
from services.dispatch.domain.timing import Timing, timing_of
from services.dispatch.handlers._case import line_of
from services.dispatch.handlers._clocks import rescheduled
from services.dispatch.handlers._timings import kept_timings

KIND = "recalculate"
FIRST, LARGEST, SMALLEST = 50, 1_000, 10
WANTED_SECONDS = 0.02
LOST_AFTER = timedelta(seconds=30)
SHOWN = 10


@dataclass(frozen=True)
class _Run:
    """Where a run stands: after which (rules, id), how many come next, what it did so far."""

    after: tuple[str, str]
    size: int
    looked_at: int = 0
    moved: int = 0


@dataclass
class _Batch:
    """What one transaction did."""

    looked_at: int = 0
    last: tuple[str, str] = ("", "")
    moved: int = 0
    shown: tuple[MovedDeadline, ...] = ()


async def start_recalculation(work: Work, *, anew: bool) -> None:
    """Begin with the first. ``anew``: also when a run is under way; it was one by other rules, and it ends."""
    if anew or not await repository.timer_exists(work.store, timer_id(work.site)):
        _set_timer(_Run(("", ""), FIRST), work, at_once=True)


async def recalculate(timer: Timer, work: Work) -> None:
    """The first batch, or one whose announcement was lost. A replica that still works with other rules leaves it to
    those that have the new ones."""
    data = timer.data
    if data["digest"] != timing_of(work.playbook).digest:
        work.schedule(timer.id, work.now + LOST_AFTER, KIND, data)
        return
    after = (str(data["after"][0]), str(data["after"][1]))
    await _batch(_Run(after, int(data["size"]), int(data["looked_at"]), int(data["moved"])), work)


async def go_on(event: DeadlinesRecalculated, work: Work) -> None:
    """The next batch, if this one was not the last."""
    if event.next is None:
        return
    digest, reckoned, row_id = event.next.split("~")
    if digest == timing_of(work.playbook).digest:
        run = _Run((reckoned, row_id), event.next_size or FIRST, event.total_looked_at, event.total_moved)
        await _batch(run, work)


async def _batch(run: _Run, work: Work) -> None:
    """Its size follows how long the one before took, so that nobody waits long for the database."""
    started, digest = perf_counter(), timing_of(work.playbook).digest
    found = await repository.open_reckoned_otherwise(work.store, work.site, digest, after=run.after, limit=run.size)
    batch = await _reckon(found, work)
    await work.store.flush()
    size = _next_size(len(found), perf_counter() - started)
    following = _Run(batch.last, size, run.looked_at + batch.looked_at, run.moved + batch.moved)
    if found:
        _set_timer(following, work)
    else:
        await work.cancel_timer(timer_id(work.site))
    _announce(batch, following, done=not found, work=work)


async def _reckon(found: list[Deadline], work: Work) -> _Batch:
    if not found:
        return _Batch()
    departments = await repository.departments_of(work.store, {row.number for row in found}, lock=True)
    batch = _Batch(looked_at=len(found), last=max((row.reckoned, row.id) for row in found))
    if work.store.locks_rows:
        # Somebody may have changed one of them until its order was locked.
        found = await repository.deadlines_of(work.store, [row.id for row in found])
    book, kept = work.playbook, await kept_timings(found, work)
    present = timing_of(book)
    cause = Cause(work.now, work.actor, f"{book.playbook} version {book.version}")
    for row in found:
        if row.number not in departments or not row.open:
            continue
        old = kept.get(row.reckoned, present)
        facts = await facts_of(row, work) if reads_facts(row, book) else {}
        new = recalculated(row, departments[row.number], book, old, cause, facts)
        if new is not None and new != row:
            await _keep(row, new, (old, present), batch, work)
    return batch


async def _keep(row: Deadline, new: Deadline, timings: tuple[Timing, Timing], batch: _Batch, work: Work) -> None:
    repository.put(work.store, new)
    if has_moved(row, new):
        batch.moved += 1
        if len(batch.shown) < SHOWN:
            batch.shown = (*batch.shown, show_moved(row, new))
    promise = plan_of(work.playbook.lines[new.line]).promises[new.name].promise
    calendars = timings[0].calendar(row.calendar), timings[1].calendar(new.calendar)
    await rescheduled(row, new, promise, calendars, work)


async def facts_of(row: Deadline, work: Work) -> dict[str, Any]:
    """What the form and the steps say, for a promise that chooses by it."""
    order = await repository.order(work.store, work.site, row.number)
    if order is None:
        return {}
    return scope(Case(order, await line_of(order, work), await repository.taken(work.store, row.number)))


def show_moved(old: Deadline, new: Deadline) -> MovedDeadline:
    return MovedDeadline(
        deadline_id=new.id,
        number=new.number,
        line=new.line,
        name=new.name,
        due_before=old.due_at,
        due_after=new.due_at,
        left_before=old.rest / 1_000_000 if old.rest is not None else None,
        left_after=new.rest / 1_000_000 if new.rest is not None else None,
    )


def _next_size(done: int, seconds: float) -> int:
    fits = int(done * WANTED_SECONDS / max(seconds, 0.001))
    return max(SMALLEST, min(fits, 2 * done + SMALLEST, LARGEST))


def timer_id(site: str) -> str:
    """Of the timer that stands as long as a recalculation of the site is under way."""
    return f"{KIND}-{site}"


def _set_timer(run: _Run, work: Work, *, at_once: bool = False) -> None:
    digest = timing_of(work.playbook).digest
    data = {
        "digest": digest,
        "after": list(run.after),
        "size": run.size,
        "looked_at": run.looked_at,
        "moved": run.moved,
    }
    work.schedule(timer_id(work.site), work.now if at_once else work.now + LOST_AFTER, KIND, data)


def _announce(batch: _Batch, run: _Run, *, done: bool, work: Work) -> None:
    work.announce(
        DeadlinesRecalculated(
            playbook=work.playbook.playbook,
            playbook_version=work.playbook.version,
            looked_at=batch.looked_at,
            moved=batch.moved,
            total_looked_at=run.looked_at,
            total_moved=run.moved,
            first=list(batch.shown),
            done=done,
            next=None if done else "~".join((timing_of(work.playbook).digest, *run.after)),
            next_size=None if done else run.size,
        )
    )
