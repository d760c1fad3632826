"""Record a request once, at the first word."""

from typing import Any

from chassis.work import Work
from contracts.intake import RecordRequest, RequestReceipt, RequestRecorded
from services.intake.domain import planning
from services.intake.handlers import shared
from services.intake.handlers.take_number import series_of_today
from services.intake.repository import requests


async def record_request(command: RecordRequest, work: Work) -> RequestReceipt:
    """Check the form, give it the day's next number, confirm it where nothing is read back. Rules PD-01, PD-02, PD-16.

    Raises NotFound for an unknown line, Invalid naming every wrong field. Owner is whoever received it.
    """
    line = planning.line_of(work.playbook, command.line)
    severity = planning.severity_of(line, command.severity)
    happened_at = planning.happened(command.happened_at, work.now)
    draft = planning.draft_of(work.playbook, command.line, severity, command.form)
    confirmed = command.confirmed or not line.read_back
    series = await series_of_today(work)
    running = series.next()
    number = series.written(running)
    facts: dict[str, Any] = {
        "number": number,
        "line": command.line,
        "severity": severity,
        "received_by": work.actor,
        "happened_at": happened_at,
        "recorded_at": work.now,
    }
    _write(work, draft, facts | {"channel": command.channel}, confirmed=confirmed)
    shared.write_ledger_line(work, draft, number, work.now)
    if confirmed:
        shared.announce_confirmed(work, draft, facts | {"confirmed_at": work.now, "revision": 1})
    answer = shared.receipt(number, draft, "confirmed" if confirmed else "recorded", 1)
    series.keep(work, running)
    return answer


def _write(work: Work, draft: planning.Draft, facts: dict[str, Any], *, confirmed: bool) -> None:
    requests.add_request(
        work.store,
        site=work.site,
        **facts,
        state="confirmed" if confirmed else "recorded",
        form=draft.form,
        masked_form=draft.masked,
        owner=work.actor,
        department=draft.plan.department,
        revision=1,
        cycle=1,
        awaits_payment=draft.plan.awaits_payment,
        confirmed_at=work.now if confirmed else None,
    )
    recorded = RequestRecorded(
        **facts, form=draft.masked, needs_confirmation=not confirmed, department=draft.plan.department
    )
    shared.note(work, recorded)
