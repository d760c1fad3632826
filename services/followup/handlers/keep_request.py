"""A request is confirmed, or its form amended, of a line whose plans need to know more than a verified order tells."""

from dataclasses import replace

from chassis.work import Work
from contracts.intake import RequestAmended, RequestConfirmed
from services.followup.domain.plans import CONFIRMED, ONCE, Occasion, keeps_request, plans_of
from services.followup.handlers.schedule_plans import schedule_once
from services.followup.repository import requests
from services.followup.repository.requests import Request


async def keep_request(event: RequestConfirmed, work: Work) -> None:
    """Keep it, and plan what is owed from the confirmation, once whatever becomes of the work. Rules FS-12, FS-13."""
    line = work.playbook.lines.get(event.line)
    if line is None or not keeps_request(line, work.playbook):
        return
    known = await requests.known_of(work.store, work.site, event.number)
    if known.cancelled:
        return
    before = await requests.request_of(work.store, work.site, event.number)
    amended = before is not None and before.revision > event.revision
    request = Request(
        number=event.number,
        line=event.line,
        severity=(before.severity if before is not None and amended else None) or event.severity,
        tier=(before.tier if before is not None and amended else None) or event.tier,
        department=event.department,
        received_by=event.received_by,
        form=before.form if before is not None and amended else dict(event.form),
        revision=before.revision if before is not None and amended else event.revision,
        customer_id=event.customer_id,
    )
    requests.keep_request(work.store, work.site, request)
    plans = plans_of(line, CONFIRMED)
    if not plans:
        return
    occasion = Occasion(
        number=event.number,
        line=event.line,
        cycle=ONCE,
        at=event.confirmed_at,
        department=event.department or work.playbook.desk_department,
        received_by=event.received_by,
        form=request.form,
        severity=request.severity,
        tier=request.tier,
    )
    await schedule_once(plans, line, occasion, work)


async def keep_amended_form(event: RequestAmended, work: Work) -> None:
    """Plans that come later read the corrected form. It may come before the confirmation it followed."""
    before = await requests.request_of(work.store, work.site, event.number)
    if before is not None and before.revision >= event.revision:
        return
    blank = Request(event.number, None, None, None, None, None, {}, 0)
    known = before or blank
    amended = replace(
        known,
        form=dict(event.form),
        revision=event.revision,
        severity=event.severity or known.severity,
        tier=event.tier or known.tier,
    )
    requests.keep_request(work.store, work.site, amended)
