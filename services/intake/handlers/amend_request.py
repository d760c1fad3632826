"""Correct or complete a request's form."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import AmendRequest, RequestAmended, RequestReceipt
from contracts.playbook.forms import fingerprints
from services.intake.domain import amending, lifecycle, planning
from services.intake.handlers import shared
from services.intake.repository import requests


async def amend_request(command: AmendRequest, work: Work) -> RequestReceipt:
    """Write the corrected form as the next revision; null takes a field out.

    Before the confirmation ``confirmed`` confirms the corrected form at once. Rules PD-01, PD-08, PD-16.
    """
    row = await shared.request_of(work, command.number)
    lifecycle.must_be_open(row.number, row.state)
    shared.line_of_row(work, row)
    draft = planning.draft_of(work.playbook, row.line, row.severity, amending.merged(row.form, command.form))
    changed = amending.changed_fields(row.form, draft.form)
    confirms = command.confirmed and row.state == "recorded"
    if row.state != "recorded":
        before = planning.plan_for(work.playbook, row.line, row.form, row.severity)
        amending.may_be_amended(row.number, before, draft, confirmed=command.confirmed)
    await _write(work, row, draft, confirms=confirms)
    shared.write_ledger_line(work, draft, row.number, row.recorded_at)
    shared.note(work, _amended(work, command, draft, row.revision + 1, changed))
    if confirms:
        shared.announce_confirmed(work, draft, shared.confirmed_facts(row, work.now, row.revision + 1))
    return shared.receipt(row.number, draft, "confirmed" if confirms else row.state, row.revision + 1)


async def _write(work: Work, row: Row[Any], draft: planning.Draft, *, confirms: bool) -> None:
    values: dict[str, Any] = {
        "form": draft.form,
        "masked_form": draft.masked,
        "revision": row.revision + 1,
        "department": draft.plan.department,
        "awaits_payment": draft.plan.awaits_payment,
    }
    if confirms:
        values |= {"state": "confirmed", "confirmed_at": work.now}
    await requests.change_request(work.store, work.site, row.number, **values)


def _amended(
    work: Work, command: AmendRequest, draft: planning.Draft, revision: int, changed: list[str]
) -> RequestAmended:
    return RequestAmended(
        number=command.number,
        revision=revision,
        form=draft.masked,
        changed=changed,
        reason=command.reason,
        confirmed=command.confirmed,
        fingerprints=fingerprints(work.fingerprint_key, command.number, draft.line, draft.form),
    )
