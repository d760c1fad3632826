"""Enter what the other services announced into the follow-up record."""

from typing import Any

from chassis.work import Work
from contracts.envelope import Envelope
from services.intake.domain import notifying
from services.intake.handlers import shared
from services.intake.repository import records


async def keep_record(envelope: Envelope, data: dict[str, Any], work: Work) -> None:
    """One entry for each event about a request, whether the request is known here yet or not; whoever the playbook
    wants to hear of the event is notified. Rules PD-02, PD-12."""
    if envelope.type in notifying.rules_of(work.playbook):
        shared.plan_notifications(work, envelope, data)
    if not envelope.subject:
        return
    records.add_entry(
        work.store,
        work.site,
        envelope.subject,
        envelope.time,
        envelope.id,
        type=envelope.type,
        service=envelope.source.rsplit("/", 1)[-1],
        actor=envelope.actor,
        data=data,
    )
