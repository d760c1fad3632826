"""Tick a paper that the customer brings."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import DocumentReceipt, DocumentReceived, ReceiveDocument
from contracts.problems import Conflict
from services.intake.domain import lifecycle, papers, planning
from services.intake.handlers import leaving, shared
from services.intake.repository import requests
from services.intake.repository.papers import keep_received, received_of


async def receive_document(command: ReceiveDocument, work: Work) -> DocumentReceipt:
    """Tick it with who and when; the last paper of a request that the customer has confirmed lets it leave the desk.
    Rules HA-01 to HA-03.

    Raises Conflict once it has left the desk or when the paper is complete, Invalid for one that is not asked for.
    """
    row = await shared.request_of(work, command.number)
    lifecycle.must_be_open(row.number, row.state)
    if row.state not in lifecycle.AT_THE_DESK:
        raise Conflict(f"{row.number} has left the desk with all its papers; attach further ones with attach_file")
    line = shared.line_of_row(work, row)
    facts = planning.facts_of(row)
    plan = planning.plan_for(work.playbook, row.line, row.form, facts)
    draft = planning.Draft(row.line, line, facts, row.form, row.masked_form, plan)
    received: dict[str, Any] = dict(await received_of(work.store, work.site, row.number))
    before = received.get(command.document)
    paper = papers.may_be_received(
        line, plan.documents, command.document, before, original=command.original, copies=command.copies
    )
    ticked = papers.ticked(before, command, by=work.actor, at=work.now)
    received[command.document] = ticked
    stands = leaving.standing(draft, heard=row.state == "incomplete", received=received)
    keep_received(work.store, work.site, row.number, command.document, **ticked._asdict())
    shared.note(
        work,
        DocumentReceived(
            number=row.number,
            document=command.document,
            title=paper.title.model_dump(),
            original=command.original,
            copies=command.copies,
            complete=papers.is_complete(paper, ticked),
            missing=[each.document for each in stands.missing],
            received_by=work.actor,
            note=command.note,
        ),
    )
    await _leave(work, row, draft, stands)
    return DocumentReceipt(number=row.number, document=command.document, state=stands.state, missing=stands.missing)


async def _leave(work: Work, row: Row[Any], draft: planning.Draft, stands: leaving.Standing) -> None:
    if stands.state == row.state:
        return
    await requests.change_request(work.store, work.site, row.number, **leaving.columns(work, draft, stands))
    facts = leaving.facts_of_row(row)
    leaving.announce_standing(work, draft, facts, stands, revision=row.revision, owner=row.owner)
