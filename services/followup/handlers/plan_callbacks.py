"""A verified order: the customer is called back, or nothing keeps the request open."""

from chassis.work import NotYet, Work
from contracts.dispatch import OrderVerified
from contracts.followup import FollowUpCompleted
from contracts.playbook.grammar import Line
from services.followup.domain.pinned import VERIFIED, keeps_open
from services.followup.domain.plans import Occasion, holding, keeps_request, plans_of, reads_tier
from services.followup.handlers.end_callbacks import cancel_former_cycles
from services.followup.handlers.plan_after_step import plan_after_step
from services.followup.handlers.schedule_plans import schedule_plans
from services.followup.repository import requests
from services.followup.repository.requests import Request


async def plan_callbacks(event: OrderVerified, work: Work) -> None:
    """Plan what the playbook asks for this line, once a cycle. Rules PD-06, PD-14, PC-08, HK-07."""
    line = work.playbook.lines.get(event.line)
    if line is not None and line.internal:
        return
    known = await requests.known_of(work.store, work.site, event.number)
    if known.cancelled:
        return
    if event.cycle > known.cycle:
        await _plan(event, line, known.cycle, work)
    await plan_after_step(event, work)


async def _plan(event: OrderVerified, line: Line | None, former: int, work: Work) -> None:
    tier = await _tier(event, line, work) if line is not None and keeps_request(line, work.playbook) else None
    if former:
        await cancel_former_cycles(event.number, VERIFIED, event.cycle, work)
    requests.keep_cycle(work.store, work.site, event.number, event.cycle)
    occasion = Occasion(
        number=event.number,
        line=event.line,
        cycle=event.cycle,
        at=event.happened_at,
        department=event.department,
        received_by=event.received_by,
        form=event.form,
        severity=event.severity,
        tier=tier,
        worker=event.assignee,
    )
    plans = holding(plans_of(line, VERIFIED), line, occasion) if line is not None else []
    if not any(keeps_open(plan) for plan in plans):
        work.announce(FollowUpCompleted(number=event.number, outcome="not_planned", cycle=event.cycle))
    if line is not None:
        await schedule_plans(plans, line, occasion, work)


async def _tier(event: OrderVerified, line: Line, work: Work) -> str | None:
    """The request's tier. A request that is not known yet is kept as the order shows it, for plans that come later."""
    found = await requests.request_of(work.store, work.site, event.number)
    if found is not None and found.line is not None:
        return found.tier
    if reads_tier(plans_of(line, VERIFIED)):
        raise NotYet(f"{event.number} is verified, but its confirmation with the tier has not come")
    revision = found.revision if found else 0
    requests.keep_request(
        work.store,
        work.site,
        Request(
            number=event.number,
            line=event.line,
            severity=event.severity,
            tier=None,
            department=event.department,
            received_by=event.received_by,
            form=dict(event.form),
            revision=revision,
        ),
    )
    return None
