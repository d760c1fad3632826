"""The colleague agrees to a swap."""

from chassis.work import Work
from contracts.roster import AcceptSwap, SwapAccepted, SwapReceipt
from services.roster.handlers import telling
from services.roster.handlers.swap_steps import hands_as_asked, said_of, swap_to_change
from services.roster.repository import swaps as repository


async def accept_swap(command: AcceptSwap, work: Work) -> SwapReceipt:
    """Managers who are neither of the two are asked to approve it."""
    swap = await swap_to_change(command.swap_id, work)
    accepted = swap.accepted(work.actor, work.now)
    await hands_as_asked(swap, work)
    repository.keep_swap(work.store, work.site, accepted)
    recipients = telling.managers(work, but=swap.parties)
    work.announce(SwapAccepted(**said_of(swap), recipients=recipients))
    return SwapReceipt(swap_id=swap.id, state=accepted.state)
