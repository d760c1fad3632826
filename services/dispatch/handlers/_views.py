"""What several views show."""

from chassis.work import Work
from contracts.dispatch import DeadlineView
from services.dispatch.domain import deadlines as rules
from services.dispatch.domain.model import Deadline


def show_deadline(deadline: Deadline, work: Work) -> DeadlineView:
    return DeadlineView(
        deadline_id=deadline.id,
        number=deadline.number,
        line=deadline.line,
        name=deadline.step,
        cycle=deadline.cycle,
        state=deadline.state,
        started_at=deadline.started_at,
        due_at=deadline.due_at,
        ended_at=deadline.ended_at,
        paused_seconds=rules.paused_seconds(deadline),
        escalated=deadline.escalated,
        explanation=rules.explain(deadline, work.playbook.calendar),
    )
