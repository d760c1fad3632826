"""The views of callbacks and letters."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.followup import AttemptView, CallbackPage, CallbackView, CareView, GetCallback, ListCallbacks
from contracts.problems import NotFound
from services.followup.handlers.show_care import with_attempts
from services.followup.repository import callbacks
from services.followup.repository.callbacks import Callback


async def show_callback(query: GetCallback, work: Work) -> CallbackView:
    """One callback with its attempts. Raises NotFound."""
    found = await callbacks.callback_by_id(work.store, work.site, query.callback_id)
    if found is None:
        raise NotFound("there is no such callback", errors={"callback_id": "unknown; see followup.callbacks"})
    attempts, cared = await with_attempts([found], work)
    return _view(found, attempts[found.id], cared.get(found.id))


async def list_callbacks(query: ListCallbacks, work: Work) -> CallbackPage:
    """What is open, or those of one state or kind, earliest first."""
    found = await callbacks.page_of_callbacks(work.store, work.site, query)
    rows = found[: query.limit]
    attempts, cared = await with_attempts(rows, work)
    more = write_cursor(rows[-1].due_at, rows[-1].id) if len(found) > query.limit else None
    return CallbackPage(rows=[_view(row, attempts[row.id], cared.get(row.id)) for row in rows], next=more)


def _view(callback: Callback, attempts: list[AttemptView], cared: CareView | None) -> CallbackView:
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
        completed_by=callback.ended_by if completed and callback.plan.kind == "callback" else None,
        completed_at=callback.ended_at if completed else None,
        kind=callback.plan.kind,
        late_at=callback.late_at,
        overdue=callback.overdue_at is not None,
        questions={name: spec.model_dump(mode="json") for name, spec in callback.plan.questions.items()},
        answers=callback.answers,
        duration_seconds=callback.duration_seconds,
        care=cared,
    )
