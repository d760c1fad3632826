"""The log: time of notice, attendant and time of completion of every order. Rule HK-08."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.paging import cut, read_cursor, write_cursor
from chassis.work import Work
from contracts.dispatch import LogPage, LogRow, ShowLog
from contracts.playbook.grammar import Line
from contracts.problems import Invalid
from services.dispatch import repository
from services.dispatch.domain.days import local_day
from services.dispatch.domain.model import Order, Taken
from services.dispatch.handlers._case import line_of

INSTANT = timedelta(microseconds=1)


async def show_log(query: ShowLog, work: Work) -> LogPage:
    """In the order of notice; the cursor is where the last page ended."""
    found = await repository.sent_out(
        work.store,
        work.site,
        _span(query, work),
        line=query.line,
        after=read_cursor(query.cursor) if query.cursor is not None else None,
        limit=query.limit + 1,
    )
    page, last = cut(found, query.limit)
    taken: dict[str, dict[str, Taken]] = {}
    for step in await repository.taken_in(work.store, [order.number for order in page]):
        taken.setdefault(step.number, {})[step.step] = step
    rows = [_row(order, await _line(order, work), taken.get(order.number, {})) for order in page]
    return LogPage(rows=rows, next=write_cursor(last.routed_at, last.order_id) if last else None)


def _span(query: ShowLog, work: Work) -> tuple[datetime, datetime]:
    """Raises Invalid for a span that is none."""
    if query.since is None and query.until is None:
        calendar = work.playbook.calendar
        return local_day(calendar, query.day or calendar.local_date(work.now))
    if query.day is not None:
        raise Invalid("ask for a day or for a span", errors={"day": "leave it out beside since and until"})
    if query.since is None:
        raise Invalid("a span has a beginning", errors={"since": "say from when"})
    return query.since, query.until or work.now + INSTANT


async def _line(order: Order, work: Work) -> Line:
    """The line as the order's version has it, read once a page."""
    key = ("line", order.playbook, order.playbook_version, order.line)
    if key not in work.memo:
        work.memo[key] = await line_of(order, work)
    line: Line = work.memo[key]
    return line


def _row(order: Order, line: Line, taken: Mapping[str, Taken]) -> LogRow:
    accepted, completed = _of(line, taken, "order.accepted"), _of(line, taken, "order.completed")
    return LogRow(
        number=order.number,
        line=order.line,
        department=order.department,
        state=order.state,
        routed_at=order.routed_at,
        accepted_by=accepted.signed_by if accepted else None,
        accepted_at=accepted.happened_at if accepted else None,
        assignee=order.assignee,
        completed_by=completed.signed_by if completed else None,
        completed_at=completed.happened_at if completed else order.completed_at,
    )


def _of(line: Line, taken: Mapping[str, Taken], announced: str) -> Taken | None:
    """The step that announced it."""
    for step in line.steps:
        done = taken.get(step.name)
        choice = step.choices.get(done.decision) if done and done.decision else None
        if done is not None and (choice.announces if choice else step.announces) == announced:
            return done
    return None
