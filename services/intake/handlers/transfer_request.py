"""Offer ownership of a request to a named colleague."""

from chassis.work import Work
from contracts.base import Done
from contracts.intake import OwnershipOffered, TransferRequest
from contracts.problems import Conflict
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.repository import requests


async def transfer_request(command: TransferRequest, work: Work) -> Done:
    """The owner, or a manager, offers; nothing moves before the colleague accepts. A new offer replaces the last."""
    row = await shared.request_of(work, command.number)
    lifecycle.must_be_open(row.number, row.state)
    shared.must_own(work, row, or_roles=work.playbook.managers)
    work.colleague(command.to, "to")
    if command.to == row.owner:
        raise Conflict(f"{row.number} is owned by {row.owner} already", errors={"to": "name another colleague"})
    await requests.change_request(work.store, work.site, row.number, offered_to=command.to)
    shared.note(work, OwnershipOffered(number=row.number, owner=row.owner, to=command.to, reason=command.reason))
    return Done(number=row.number)
