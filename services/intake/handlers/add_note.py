"""Add a note to the follow-up record."""

from chassis.work import Work
from contracts.base import Done
from contracts.intake import AddNote, RequestNoted
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.repository import requests


async def add_note(command: AddNote, work: Work) -> Done:
    """Write down what was done on the spot, or later; the day's stocktake sees it. Rules PD-02, PD-08, PD-12."""
    row = await shared.request_of(work, command.number)
    lifecycle.must_not_be_archived(row.number, row.state)
    await requests.change_request(work.store, work.site, row.number, last_note_at=work.now, last_note=command.text)
    shared.note(work, RequestNoted(number=row.number, kind=command.kind, text=command.text))
    return Done(number=row.number)
