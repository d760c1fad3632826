"""The named colleague takes a request over, or declines it."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Done
from contracts.intake import AcceptTransfer, DeclineTransfer, OwnershipDeclined, OwnershipMoved
from contracts.problems import Conflict, Forbidden
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.repository import requests


async def accept_transfer(command: AcceptTransfer, work: Work) -> Done:
    """Ownership moves to the sender, who must be the colleague it was offered to."""
    row = await _offered(work, command.number)
    await requests.change_request(work.store, work.site, row.number, owner=work.actor, offered_to=None)
    shared.note(work, OwnershipMoved(number=row.number, previous=row.owner, owner=work.actor, because="accepted"))
    return Done(number=row.number)


async def decline_transfer(command: DeclineTransfer, work: Work) -> Done:
    """The request stays with its owner."""
    row = await _offered(work, command.number)
    await requests.change_request(work.store, work.site, row.number, offered_to=None)
    shared.note(work, OwnershipDeclined(number=row.number, owner=row.owner, by=work.actor, reason=command.reason))
    return Done(number=row.number)


async def _offered(work: Work, number: str) -> Row[Any]:
    row = await shared.request_of(work, number)
    lifecycle.must_be_open(row.number, row.state)
    if row.offered_to is None:
        raise Conflict(f"{row.number} is offered to nobody; its owner {row.owner} offers it with transfer_request")
    if row.offered_to != work.actor:
        raise Forbidden(f"{row.number} is offered to {row.offered_to}, who alone may answer")
    return row
