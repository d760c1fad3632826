"""What several views show."""

from chassis.work import Work
from contracts.dispatch import DeadlineView
from services.dispatch.domain.explain import explain, paused_seconds
from services.dispatch.domain.model import Deadline
from services.dispatch.handlers._timings import calendar_of, promise_of


async def show_deadline(row: Deadline, work: Work) -> DeadlineView:
    return DeadlineView(
        deadline_id=row.id,
        number=row.number,
        line=row.line,
        name=row.name,
        cycle=row.cycle,
        state=row.state,
        started_at=row.started_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        paused_seconds=paused_seconds(row),
        escalated=row.escalated,
        paused_for=row.reasons if row.state == "paused" else [],
        promised_under=row.playbook_version,
        explanation=explain(row, await calendar_of(row, work), await promise_of(row, work)),
    )
