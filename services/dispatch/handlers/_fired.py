"""A deadline's timer fired: the order and the deadline, read together with those of the other timers at hand."""

from chassis.work import Timer, Work
from services.dispatch import repository
from services.dispatch.domain.model import Case, Deadline, Order
from services.dispatch.domain.promises import plan_of
from services.dispatch.domain.timing import timing_of
from services.dispatch.domain.turn import Around
from services.dispatch.handlers._case import case_of, line_of
from services.dispatch.handlers._clocks import around_of, move_clocks

KINDS = frozenset({"deadline", "warning", "escalation"})


async def fired_deadline(timer: Timer, work: Work) -> tuple[Order, Deadline] | None:
    """The order, locked, and its deadline; None when either is gone, history, or done.

    A thousand deadlines may be due in one second: what the timers of this transaction need is read at once.
    """
    row_id = str(timer.data["deadline"])
    cache = repository.prefetched(work.store)
    if row_id not in cache.deadlines or timer.number not in cache.orders:
        group = [each for each in (timer, *_others(work)) if each.kind in KINDS and each.site == work.site]
        numbers = {each.number for each in group}
        await repository.due_ones(work.store, work.site, numbers, {str(each.data["deadline"]) for each in group})
    order, row = cache.orders.get(timer.number), cache.deadlines.get(row_id)
    if order is None or row is None or not row.live or not order.undone:
        return None
    return order, row


async def around_fired(order: Order, row: Deadline, work: Work) -> Around:
    """What a firing stands in; nothing is read for what is promised under the present playbook."""
    book = work.playbook
    present = (row.playbook, row.playbook_version) == (book.playbook, book.version)
    line = book.lines.get(row.line) if present else None
    if line is not None and row.reckoned == timing_of(book).digest:
        return Around.at(work.now, work.actor, timing_of(book), plan_of(line), work.new_id)
    return await around_of(Case(order, await line_of(order, work)), {row.name: row}, work)


async def follow_miss(order: Order, row: Deadline, work: Work) -> None:
    """Another deadline or question may count from this miss, or depend on it."""
    line = await line_of(order, work)
    plan = plan_of(line)
    moments = {check.of for check in plan.checks.values()}
    if plan.follows_misses or "deadlines" in plan.check_reads or f"deadlines.{row.name}.missed" in moments:
        case = await case_of(order, work)
        await move_clocks(case, case, work, cause=f"{row.name} was missed", just_missed=row.name)


def _others(work: Work) -> list[Timer]:
    """Further timers of this transaction."""
    return list(work.memo.get("timers", {}).values())
