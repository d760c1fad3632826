"""A line without steps is done at the counter, once everything is paid or signed for."""

from chassis.work import NotYet, Work
from contracts.cashdesk import ChargeSettled, CostAllocated
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.handlers.close_request import close_and_archive


async def finish_at_counter(event: ChargeSettled | CostAllocated, work: Work) -> None:
    """Close and archive when all is settled and the line has no steps; elsewhere the order goes on."""
    if not event.all_settled:
        return
    row = await shared.announced_request(work, event.number)
    line = work.playbook.lines.get(row.line)
    if line is None or line.steps:
        return
    if row.state in lifecycle.AT_THE_DESK:
        raise NotYet(f"{row.number} is not confirmed, but its charges are settled")
    if row.state == "confirmed":
        await close_and_archive(work, row, "paid" if isinstance(event, ChargeSettled) else "allocated")
