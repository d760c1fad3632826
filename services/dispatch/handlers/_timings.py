"""The rules and calendars that deadlines were reckoned by, and the promises behind their rows."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.calendar import Calendar
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch import repository
from services.dispatch.domain.model import Deadline, Order
from services.dispatch.domain.promises import Plan, plan_of
from services.dispatch.domain.timing import Timing, read_timing, timing_of
from services.dispatch.handlers._case import line_named


async def kept_timings(rows: Iterable[Deadline], work: Work) -> dict[str, Timing]:
    """Those older than the playbook's own, by digest; one that was never kept is the present one."""
    present = timing_of(work.playbook)
    kept: dict[str, Timing] = {}
    for digest in {row.reckoned for row in rows} - {present.digest}:
        key = ("timing", work.site, digest)
        if key not in work.memo:
            document = await repository.timing(work.store, work.site, digest)
            work.memo[key] = read_timing(document) if document is not None else present
        kept[digest] = work.memo[key]
    return kept


async def calendar_of(row: Deadline, work: Work) -> Calendar:
    """The calendar that a deadline was reckoned by."""
    kept = await kept_timings([row], work)
    return kept.get(row.reckoned, timing_of(work.playbook)).calendar(row.calendar)


async def plans_of(rows: Iterable[Deadline], order: Order, work: Work) -> dict[tuple[str, int], Plan]:
    """The plans of other playbook versions than the order's own, by which some of its rows are promised."""
    own = order.playbook, order.playbook_version
    plans: dict[tuple[str, int], Plan] = {}
    for version in {(row.playbook, row.playbook_version) for row in rows} - {own}:
        line = await line_named(work, *version, order.line)
        if line is not None:
            plans[version] = plan_of(line)
    return plans


async def promise_of(row: Deadline, work: Work) -> Promise | None:
    """The promise by the version it was made under; None when no version of the line is known."""
    key = ("line", work.site, row.playbook, row.playbook_version, row.line)
    if key not in work.memo:
        work.memo[key] = await line_named(work, row.playbook, row.playbook_version, row.line)
    line = work.memo[key]
    named = plan_of(line).promises.get(row.name) if line is not None else None
    return named.promise if named is not None else None
