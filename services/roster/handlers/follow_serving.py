"""intake says who serves a customer. Rule TH-17."""

from chassis.work import Work
from contracts.intake import ServingBegan, ServingEnded
from services.roster.handlers.close_handover import end_shift
from services.roster.handlers.explain_items import keep_changes
from services.roster.handlers.handover_log import log_of, note_step
from services.roster.repository import handover_record as record
from services.roster.repository import handovers as handover_repository


async def keep_serving(event: ServingBegan, work: Work) -> None:
    await record.serving_began(work.store, work.site, event.serving_id, event.clerk)


async def end_serving(event: ServingEnded, work: Work) -> None:
    """Open logs say so; whoever has handed over and served the last customer to the end goes off duty."""
    record.serving_ended(work.store, work.site, event.serving_id, event.clerk)
    for handover in await handover_repository.open_handovers(work.store, work.site, to_change=True):
        if handover.outgoing == event.clerk:
            before = await log_of(handover, work)
            keep_changes(handover.id, before, before.served(event.serving_id), work)
    waiting = await handover_repository.waiting_for_customer(work.store, work.site, event.clerk)
    if waiting is None or await record.unfinished_servings(work.store, work.site, event.clerk):
        return
    await handover_repository.change_handover(work.store, waiting.id, waits_for_customer=False)
    note_step(waiting.id, "relieved", work)
    await end_shift(waiting, work)
