"""The views of callbacks."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.followup import AttemptView, CallbackPage, CallbackView, GetCallback, ListCallbacks
from contracts.problems import NotFound
from services.followup import repository
from services.followup.repository import Callback


async def show_callback(query: GetCallback, work: Work) -> CallbackView:
    """One callback with its attempts. Raises NotFound."""
    found = await repository.callback_by_id(work.store, work.site, query.callback_id)
    if found is None:
        raise NotFound("there is no such callback", errors={"callback_id": "unknown; see followup.callbacks"})
    attempts = await repository.attempts_of(work.store, [found.id])
    return _view(found, attempts[found.id])


async def list_callbacks(query: ListCallbacks, work: Work) -> CallbackPage:
    """Open callbacks, or those of one state, earliest first."""
    found = await repository.page_of_callbacks(work.store, work.site, query)
    rows = found[: query.limit]
    attempts = await repository.attempts_of(work.store, [row.id for row in rows])
    more = write_cursor(rows[-1].due_at, rows[-1].id) if len(found) > query.limit else None
    return CallbackPage(rows=[_view(row, attempts[row.id]) for row in rows], next=more)


def _view(callback: Callback, attempts: list[AttemptView]) -> CallbackView:
    completed = callback.state == "completed"
    return CallbackView(
        callback_id=callback.id,
        number=callback.number,
        line=callback.line,
        plan=callback.plan.name,
        department=callback.department,
        state=callback.state,
        assignee=callback.assignee,
        delegated_to=callback.delegated_to,
        due_at=callback.due_at,
        asks=list(callback.plan.rate),
        attempts=attempts,
        ratings=callback.ratings,
        satisfied=callback.satisfied,
        summary=callback.summary,
        remarks=callback.remarks,
        completed_by=callback.ended_by if completed else None,
        completed_at=callback.ended_at if completed else None,
    )
