"""Events that playbooks name as moments: clocks start with them."""

from typing import Any

from chassis.work import Work
from contracts.envelope import Envelope
from services.dispatch.domain.promises import heard_by
from services.dispatch.handlers.hear_event import hear_event
from services.dispatch.subscribers.table import on


@on.facts(heard_by)
async def moment(envelope: Envelope, data: dict[str, Any], work: Work) -> None:
    await hear_event(envelope, data, work)
