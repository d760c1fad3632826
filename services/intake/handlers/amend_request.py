"""Correct or complete a request's form, or its severity."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import AmendRequest, RequestAmended, RequestReceipt
from contracts.playbook.forms import fingerprints
from services.intake.domain import amending, lifecycle, planning, recording
from services.intake.handlers import leaving, reporting, shared, visiting
from services.intake.handlers.leaving import Standing
from services.intake.repository import requests
from services.intake.repository.papers import received_of


async def amend_request(command: AmendRequest, work: Work) -> RequestReceipt:
    """Write the corrected form as the next revision; null takes a field out. Another severity may bring another tier.

    Before the request has left the desk ``confirmed`` confirms the corrected form at once, and one that waits for
    papers is read back again; which papers it needs follows from the corrected form. Rules HA-02, PD-01, PD-08, PD-16.
    """
    row = await shared.request_of(work, command.number)
    lifecycle.must_be_open(row.number, row.state)
    line = shared.line_of_row(work, row)
    form = planning.checked_form(work.playbook, row.line, amending.merged(row.form, command.form))
    severity = row.severity if command.severity is None else recording.severity_of(line, command.severity)
    visitor = await visiting.look_up(work, line, form)
    own = visitor.tier if visitor else None
    tier = planning.tier_of(work.playbook, row.line, form, severity, own)
    draft = planning.draft_of(
        work.playbook, row.line, form, planning.Facts(severity, tier, row.happened_at, row.recorded_at)
    )
    changed = [*amending.changed_fields(row.form, form), *(["severity"] if severity != row.severity else [])]
    amending.must_change(changed)
    stands = await _standing(work, row, draft, command)
    customer_id = await visiting.keep_file(work, visitor)
    await _write(work, row, draft, stands, customer_id)
    shared.note(work, _amended(work, command, draft, row.revision + 1, changed))
    if stands.state != row.state or stands.state == "incomplete":
        facts = leaving.facts_of_row(row) | {"severity": severity, "tier": tier, "customer_id": customer_id}
        leaving.announce_standing(work, draft, facts, stands, revision=row.revision + 1, owner=row.owner)
    return leaving.receipt(row.number, draft, stands, row.revision + 1)


async def _standing(work: Work, row: Row[Any], draft: planning.Draft, command: AmendRequest) -> Standing:
    """Where the corrected request stands. Raises Conflict for what can no longer change."""
    if row.state not in lifecycle.AT_THE_DESK:
        changed = [f"form.{name}" for name in amending.changed_fields(row.form, draft.form)]
        changed += [name for name in ("severity", "tier") if getattr(draft.facts, name) != getattr(row, name)]
        amending.may_change(row.number, work.playbook, row.line, changed)
        before = planning.plan_for(work.playbook, row.line, row.form, planning.facts_of(row))
        amending.may_be_amended(row.number, before, draft, confirmed=command.confirmed)
        return Standing(row.state)
    received = await received_of(work.store, work.site, row.number) if draft.plan.documents else {}
    heard = command.confirmed or not draft.line.read_back
    return leaving.standing(draft, heard=heard, received=received)


async def _write(work: Work, row: Row[Any], draft: planning.Draft, stands: Standing, customer_id: str | None) -> None:
    values: dict[str, Any] = {
        "form": draft.form,
        "masked_form": draft.masked,
        "revision": row.revision + 1,
        "severity": draft.facts.severity,
        "tier": draft.facts.tier,
        "customer_id": customer_id,
    }
    if row.state in lifecycle.AT_THE_DESK:
        values |= leaving.columns(work, draft, stands)
    await requests.change_request(work.store, work.site, row.number, **values)
    shared.write_ledger_line(work, draft, row.number, row.recorded_at)
    reporting.keep_report(work, draft, row.number, row.received_by, row.recorded_at)


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
        severity=draft.facts.severity,
        tier=draft.facts.tier,
    )
