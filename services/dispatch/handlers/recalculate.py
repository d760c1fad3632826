"""Another playbook or calendar: the open deadlines are reckoned anew, a batch a transaction, while work goes on.

Each batch is a timer that is due at once and is set by the one before, so that two never share a transaction and two
replicas never do the same one. A deadline knows the rules it was reckoned by: what was done is not done again, and what
was promised while this went on is left alone.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from chassis.work import Timer, Work
from contracts.dispatch import DeadlinesRecalculated, MovedDeadline
from services.dispatch import repository
from services.dispatch.domain.deadlines import Cause
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Deadline, Order
from services.dispatch.domain.recalculation import has_moved, reads_facts, recalculated
from services.dispatch.domain.timing import Timing, timing_of
from services.dispatch.handlers._case import line_of
from services.dispatch.handlers._clocks import rescheduled
from services.dispatch.handlers._timings import kept_timings

KIND = "recalculate"
FIRST, LARGEST, SMALLEST = 100, 1_000, 10
WANTED_SECONDS = 0.05
SHOWN = 10


@dataclass
class _Batch:
    """What one transaction did."""

    looked_at: int = 0
    last: tuple[str, str] = ("", "")
    moved: int = 0
    shown: tuple[MovedDeadline, ...] = ()


def start_recalculation(why: str, work: Work) -> None:
    """Begin with the oldest; one that is under way begins again, and finds little left to do."""
    data = {"after": ["", ""], "size": FIRST, "looked_at": 0, "moved": 0, "why": why}
    work.schedule(f"{KIND}-{work.site}", work.now, KIND, data)


async def recalculate(timer: Timer, work: Work) -> None:
    """One batch. Its size follows how long the last one took, so that nobody waits for the database."""
    started, data = perf_counter(), timer.data
    digest = timing_of(work.playbook).digest
    after = (str(data["after"][0]), str(data["after"][1]))
    found = await repository.open_reckoned_otherwise(
        work.store, work.site, digest, after=after, limit=int(data["size"])
    )
    batch = await _reckon(found, str(data["why"]), work)
    await work.store.flush()
    looked_at, moved = int(data["looked_at"]) + batch.looked_at, int(data["moved"]) + batch.moved
    if found:
        again = data | {"after": list(batch.last), "looked_at": looked_at, "moved": moved}
        again["size"] = _next_size(len(found), perf_counter() - started)
        work.schedule(timer.id, work.now, KIND, again)
    if batch.moved or not found:
        _announce(batch, looked_at, moved, done=not found, work=work)


async def _reckon(found: list[Deadline], why: str, work: Work) -> _Batch:
    if not found:
        return _Batch()
    numbers = {row.number for row in found}
    orders = await repository.orders_of_numbers(work.store, numbers, lock=True)
    if work.store.locks_rows:
        # Somebody may have changed one of them until its order was locked.
        found = await repository.deadlines_of(work.store, [row.id for row in found])
    batch = _Batch(looked_at=len(found))
    batch.last = max((row.reckoned, row.id) for row in found)
    kept = await kept_timings(found, work)
    for row in found:
        order = orders.get(row.number)
        if order is None or not order.undone or not row.open:
            continue
        new = await reckon_anew(row, order, kept, work, why)
        if new is None or new == row:
            continue
        repository.put(work.store, new)
        if has_moved(row, new):
            batch.moved += 1
            batch.shown = (*batch.shown, show_moved(row, new))[:SHOWN]
        await rescheduled(row, new, work)
    return batch


async def reckon_anew(
    row: Deadline, order: Order, kept: dict[str, Timing], work: Work, why: str, by: str | None = None
) -> Deadline | None:
    """The deadline by the present playbook; None when its promise is kept as it was made."""
    facts: dict[str, Any] = {}
    if reads_facts(row, work.playbook):
        taken = await repository.taken(work.store, order.number)
        facts = scope(Case(order, await line_of(order, work), taken))
    old = kept.get(row.reckoned, timing_of(work.playbook))
    return recalculated(row, order, work.playbook, old, Cause(work.now, by or work.actor, why), facts)


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


def _announce(batch: _Batch, looked_at: int, moved: int, *, done: bool, work: Work) -> None:
    work.announce(
        DeadlinesRecalculated(
            playbook=work.playbook.playbook,
            playbook_version=work.playbook.version,
            looked_at=batch.looked_at,
            moved=batch.moved,
            total_looked_at=looked_at,
            total_moved=moved,
            first=list(batch.shown),
            done=done,
        )
    )
