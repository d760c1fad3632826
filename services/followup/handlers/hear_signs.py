"""Signs of leaving in what followup hears: confirmed requests and calls. Rule TH-27."""

from datetime import datetime
from typing import Any

from chassis.work import Work
from contracts.playbook.forms import context
from services.followup.domain.leaving import Call, Sign, customer_of, triggers_of_call, triggers_of_request
from services.followup.handlers.open_case import note_sign
from services.followup.repository import requests
from services.followup.repository.callbacks import Callback


async def signs_of_request(number: str, at: datetime, work: Work) -> None:
    """The request was confirmed or amended ``at``: whatever it is a sign of now."""
    book = work.playbook.retention
    if book is None:
        return
    request = await requests.request_of(work.store, work.site, number)
    if request is None or request.line is None or request.received_by is None:
        return
    line = work.playbook.lines.get(request.line)
    customer = customer_of(line, number, request.customer_id, request.tier, request.form)
    for trigger in triggers_of_request(book, request.line, customer, request.severity):
        sign = Sign(trigger, "request", number, at, request.received_by, customer, facts=request.form)
        await note_sign(sign, work)


async def signs_of_call(callback: Callback, care: str | None, said: dict[str, Any], work: Work) -> None:
    """A customer was reached; ``said`` has the masked ``answers``, the ``ratings`` and ``satisfied``. ``care`` is the
    segment of care the call was for."""
    book = work.playbook.retention
    if book is None:
        return
    request = await requests.request_of(work.store, work.site, callback.number)
    customer = customer_of(
        work.playbook.lines.get(callback.line),
        callback.number,
        request.customer_id if request else None,
        request.tier if request else None,
        request.form if request else {},
    )
    plan = None if care is not None else callback.plan.name
    answers = context(callback.plan.questions, said["answers"])
    call = Call(callback.line, plan, care, answers, said["ratings"], said["satisfied"])
    for trigger in triggers_of_call(book, call, customer):
        sign = Sign(trigger, "call", callback.id, work.now, work.actor, customer, facts=said)
        await note_sign(sign, work)
