"""The customer confirms the read-back."""

from chassis.work import Work
from contracts.intake import ConfirmRequest, RequestReceipt
from contracts.problems import Conflict
from services.intake.domain import lifecycle, papers, planning
from services.intake.handlers import leaving, shared
from services.intake.repository import requests
from services.intake.repository.papers import received_of


async def confirm_request(command: ConfirmRequest, work: Work) -> RequestReceipt:
    """Confirm the present revision; the request leaves the desk, unless papers are missing or it is answered at once.

    Raises Conflict naming the papers for one that was confirmed before and still waits for them.
    Rules HA-03, PD-01, PD-16.
    """
    row = await shared.request_of(work, command.number)
    if row.state != "incomplete":
        lifecycle.may_be_confirmed(row.number, row.state, row.revision, command.revision)
    line = shared.line_of_row(work, row)
    plan = planning.plan_for(work.playbook, row.line, row.form, planning.facts_of(row))
    draft = planning.Draft(row.line, line, planning.facts_of(row), row.form, row.masked_form, plan)
    received = await received_of(work.store, work.site, row.number) if plan.documents else {}
    stands = leaving.standing(draft, heard=True, received=received)
    if row.state == "incomplete" and stands.state == "incomplete":
        raise Conflict(
            f"{row.number} waits for {len(stands.missing)} paper(s); tick them with intake.receive_document",
            errors={f"documents.{paper.document}": papers.said(paper) for paper in stands.missing},
        )
    await requests.change_request(work.store, work.site, row.number, **leaving.columns(work, draft, stands))
    facts = leaving.facts_of_row(row)
    leaving.announce_standing(work, draft, facts, stands, revision=row.revision, owner=row.owner)
    return leaving.receipt(row.number, draft, stands, row.revision)
