"""The deadlines of a local day."""

from chassis.paging import cut, read_cursor, write_cursor
from chassis.work import Work
from contracts.dispatch import DeadlinePage, ListDeadlines
from services.dispatch import repository
from services.dispatch.domain.days import local_day
from services.dispatch.handlers._views import show_deadline


async def list_deadlines(query: ListDeadlines, work: Work) -> DeadlinePage:
    """Earliest first. Raises Invalid for an unknown cursor."""
    calendar = work.playbook.calendar
    span = local_day(calendar, query.day or calendar.local_date(work.now))
    found = await repository.deadlines_between(
        work.store,
        work.site,
        span,
        state=query.state,
        after=read_cursor(query.cursor) if query.cursor else None,
        limit=query.limit + 1,
    )
    page, last = cut(found, query.limit)
    rows = [await show_deadline(deadline, work) for deadline in page]
    return DeadlinePage(rows=rows, next=write_cursor(last.due_at, last.id) if last else None)
