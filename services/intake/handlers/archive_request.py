"""Archive a closed request."""

from chassis.work import Work
from contracts.base import Done
from contracts.intake import ArchiveRequest, RequestArchived
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.repository import requests


async def archive_request(command: ArchiveRequest, work: Work) -> Done:
    """By its owner or the desk; from then on it can be read but no longer changed. Rule PD-08."""
    row = await shared.request_of(work, command.number)
    lifecycle.may_be_archived(row.number, row.state)
    shared.must_own(work, row, or_roles=work.playbook.desk_roles)
    await archive(work, row.number)
    return Done(number=row.number)


async def archive(work: Work, number: str) -> None:
    await requests.change_request(work.store, work.site, number, state="archived")
    shared.note(work, RequestArchived(number=number))
