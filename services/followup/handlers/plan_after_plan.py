"""A call was made or a letter sent from which further plans run."""

from datetime import datetime

from chassis.work import Work
from services.followup.domain.plans import Occasion, plans_of
from services.followup.handlers.schedule_plans import schedule_once
from services.followup.repository import requests
from services.followup.repository.callbacks import Callback


async def plan_after_plan(done: Callback, at: datetime, work: Work) -> None:
    """Plan what runs from it, in its own cycle. Rule FS-13.

    Of a request that was confirmed before its line had such plans the form is not known: conditions read nothing, and
    the next call is its caller's too.
    """
    line = work.playbook.lines.get(done.line)
    plans = plans_of(line, f"plans.{done.plan.name}")
    if line is None or not plans:
        return
    request = await requests.request_of(work.store, work.site, done.number)
    occasion = Occasion(
        number=done.number,
        line=done.line,
        cycle=done.cycle,
        at=at,
        department=done.department,
        received_by=(request.received_by if request else None) or done.assignee,
        form=request.form if request else {},
        severity=request.severity if request else None,
        tier=request.tier if request else None,
        worker=done.worker,
    )
    await schedule_once(plans, line, occasion, work)
