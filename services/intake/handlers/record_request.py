"""Record a request once, at the first word."""

from typing import Any

from chassis.work import Work
from contracts.intake import RecordRequest, RequestReceipt, RequestRecorded
from services.intake.domain import planning, recording
from services.intake.handlers import leaving, reporting, shared, visiting
from services.intake.handlers.leaving import Standing
from services.intake.handlers.take_number import series_of_today
from services.intake.repository import requests


async def record_request(command: RecordRequest, work: Work) -> RequestReceipt:
    """Check the form, give it the day's next number, confirm it where nothing is read back.

    Raises NotFound for an unknown line, Invalid naming every wrong field. Owner is whoever received it.
    Rules FS-17, HA-01, HA-02, HK-02, HK-03, IR-01, PC-01, PD-01, PD-02, PD-16.
    """
    line = recording.line_of(work.playbook, command.line)
    channel = recording.channel_of(line, command.channel)
    severity = recording.severity_of(line, command.severity)
    happened_at = recording.happened(command.happened_at, work.now)
    form = planning.checked_form(work.playbook, command.line, command.form)
    visitor = await visiting.look_up(work, line, form)
    tier = planning.tier_of(work.playbook, command.line, form, severity, visitor.tier if visitor else None)
    known = planning.Facts(severity, tier, happened_at, work.now)
    draft = planning.draft_of(work.playbook, command.line, form, known)
    stands = leaving.standing(draft, heard=command.confirmed or not line.read_back, received={})
    series = await series_of_today(work)
    running = series.next()
    customer_id = await visiting.keep_file(work, visitor)
    customer = await visiting.shown(work, visitor, customer_id)
    facts: dict[str, Any] = {
        "number": series.written(running),
        "line": command.line,
        "severity": severity,
        "received_by": work.actor,
        "happened_at": happened_at,
        "recorded_at": work.now,
        "channel": channel,
        "tier": tier,
        "customer_id": customer_id,
    }
    _write(work, draft, facts, stands)
    leaving.announce_standing(work, draft, facts, stands, revision=1, owner=work.actor)
    answer = leaving.receipt(facts["number"], draft, stands, 1, customer)
    series.keep(work, running)
    return answer


def _write(work: Work, draft: planning.Draft, facts: dict[str, Any], stands: Standing) -> None:
    requests.add_request(
        work.store,
        site=work.site,
        **facts,
        **leaving.columns(work, draft, stands),
        form=draft.form,
        masked_form=draft.masked,
        owner=work.actor,
        revision=1,
        cycle=1,
    )
    shared.write_ledger_line(work, draft, facts["number"], work.now)
    reporting.keep_report(work, draft, facts["number"], facts["received_by"], work.now)
    recorded = RequestRecorded(
        **facts,
        form=draft.masked,
        needs_confirmation=stands.state == "recorded",
        department=draft.plan.department,
        missing_documents=[paper.document for paper in stands.missing],
    )
    shared.note(work, recorded)
