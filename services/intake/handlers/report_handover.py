"""Report to roster which open requests the outgoing person still owns."""

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.intake import IntakeHandoverReported
from contracts.roster import HandoverOpened
from services.intake.handlers import shared
from services.intake.repository import requests


async def report_handover(event: HandoverOpened, work: Work) -> None:
    """Announce the report, also an empty one: roster waits for it."""
    rows = await requests.open_requests_of(work.store, work.site, event.outgoing)
    items = [
        HandoverItem(
            kind="request",
            reference=row.number,
            number=row.number,
            title=_title(work, row.line),
            state=row.state,
            reason=row.last_note,
        )
        for row in rows
    ]
    shared.announce(work, IntakeHandoverReported(handover_id=event.handover_id, person=event.outgoing, items=items))


def _title(work: Work, name: str) -> str:
    line = work.playbook.lines.get(name)
    return f"{line.title.zh} {line.title.en}" if line else name
