"""A step was taken from which plans run."""

from chassis.work import NotYet, Work
from contracts.dispatch import StepFact
from services.followup.domain.plans import Occasion, plans_of
from services.followup.handlers.end_callbacks import cancel_former_cycles
from services.followup.handlers.schedule_plans import schedule_once
from services.followup.repository import requests


async def plan_after_step(event: StepFact, work: Work) -> None:
    """Plan what runs from this step, once a cycle. Rules FS-08, FS-13, FS-19."""
    moment = f"steps.{event.step}"
    line = work.playbook.lines.get(event.line)
    plans = plans_of(line, moment)
    if line is None or not plans:
        return
    if (await requests.known_of(work.store, work.site, event.number)).cancelled:
        return
    request = await requests.request_of(work.store, work.site, event.number)
    if request is None or request.received_by is None:
        raise NotYet(f"step {event.step} of {event.number} was taken, but its confirmation has not come")
    await cancel_former_cycles(event.number, moment, event.cycle, work)
    occasion = Occasion(
        number=event.number,
        line=event.line,
        cycle=event.cycle,
        at=event.happened_at,
        department=event.department,
        received_by=request.received_by,
        form=request.form,
        severity=request.severity,
        tier=request.tier,
        worker=event.assignee,
    )
    await schedule_once(plans, line, occasion, work)
