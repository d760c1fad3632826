"""The chain after a missed deadline: whom each link tells, each firing once."""

from dataclasses import replace

from chassis.work import Work
from contracts.dispatch import EscalationRaised
from services.dispatch.domain.chains import Firing, firings_due, passed_firings
from services.dispatch.domain.explain import explain
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Deadline, Order
from services.dispatch.domain.turn import Around
from services.dispatch.handlers._case import case_of
from services.dispatch.handlers._people import people, role_name


async def raise_links(
    order: Order, row: Deadline, around: Around, work: Work
) -> tuple[Deadline, list[EscalationRaised]]:
    """The deadline with every firing that is due counted, and what is to be announced: those whose condition holds."""
    promise = around.promise_of(row)
    due = firings_due(promise, row, work.now)
    if not due:
        return row, []
    if any(firing.link.when is not None for firing in due):
        case = await case_of(order, work)
        facts = scope(replace(case, missed={**case.missed, row.name: True}))
        due = [firing for firing in due if firing.link.when is None or firing.link.when.truth(facts)]
    reason = explain(row, around.calendar_of(row), promise) if due else ""
    raised = [await _raised(order, row, firing, reason, work) for firing in due]
    told = [{"at": work.now.isoformat(), "link": e.link, "repeat": e.repeat, "to": e.to_role} for e in raised]
    after = passed_firings(promise, row, work.now)
    story = {**after.story, "told": [*after.story.get("told", ()), *told]} if told else after.story
    return replace(after, escalated=row.escalated + len(raised), story=story), raised


async def _raised(order: Order, row: Deadline, firing: Firing, reason: str, work: Work) -> EscalationRaised:
    name = firing.link.escalate
    return EscalationRaised(
        number=order.number,
        order_id=order.order_id,
        name=row.name,
        level=firing.level,
        to_role=role_name(name, order, work),
        recipients=await people([name], order, work),
        reason=reason,
        link=firing.place + 1,
        repeat=firing.repeat,
        deadline_id=row.id,
    )
