"""The incoming person takes over, or questions, one item."""

from chassis.work import Work
from contracts.roster import AcknowledgeItem, HandoverReceipt
from services.roster.handlers.acknowledge_handover import must_be_incoming
from services.roster.handlers.handover_log import find_log
from services.roster.handlers.take_over_items import keep_words
from services.roster.repository import handovers as handover_repository


async def acknowledge_item(command: AcknowledgeItem, work: Work) -> HandoverReceipt:
    """The first to do so becomes the incoming person, where nobody was named. Rule TH-10."""
    handover, log = await find_log(command.handover_id, work)
    log.must_be_complete()
    must_be_incoming(handover, work)
    log.acknowledged([command.item])
    if handover.incoming is None:
        await handover_repository.change_handover(work.store, handover.id, incoming=work.actor)
    keep_words(handover, [command.item], work)
    return HandoverReceipt(handover_id=handover.id, state=log.state)
